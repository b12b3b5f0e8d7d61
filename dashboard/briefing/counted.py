"""The stories that charts draw in; questions that count what a chart says of them, each noted if it says it, out."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.briefing.book import literal, literals
from dashboard.briefing.telling import Scene
from dashboard.charts.curve import ADOPTING
from dashboard.charts.curve import MOST as MOST_CURVES
from dashboard.charts.flow import MOST as MOST_PLACED
from dashboard.charts.lane_words import AGAINST
from dashboard.charts.lanes import Story
from dashboard.charts.weekly import ROWS as MOST_NARRATIVES
from dashboard.charts.words import word
from dashboard.flow import Flow, Place

_KNOWN = (
    "case when first_earliest is null or first_latest is null then 'nothing'"
    " when published_precision in ('second', 'minute') then 'minute'"
    " when published_precision in ('hour', 'day', 'month') then published_precision"
    " when first_latest - first_earliest <= interval 3 day then 'day' else 'month' end"
)


def note_week(scene: Scene, text: str) -> None:
    """Note what the weekly picture sums up, and the names, which may hold numbers and be cut."""
    for key, name in scene.names.items():
        if any(map(str.isdigit, name)):
            scene.book.say("text", "narratives", f"short_{scene.lang}", narrative_id=key)
    _note(scene, text, "week-by-month", "month_only", n="cast(sum(items) as integer)")
    _note(scene, text, "week-not-drawn", "daily", n=f"count(distinct narrative_id) - {MOST_NARRATIVES}")
    for column in ("items", "items_before"):
        scene.book.seen(text, "count", "total", column)
    scene.book.seen(text, "signed", "total", "items items_before")


def note_lanes(scene: Scene, text: str, key: str, story: Story, figures: Sequence[go.Figure]) -> None:
    """Note what a who-first picture counts of its lanes, also of those it does not draw."""
    if (night := word("night", scene.lang)) in text:
        scene.book.told("night.hours", night, "rule")
    mine, here = f"narrative_id = {literal(key)}", _here(scene)
    lane, pickup = f"{mine} and (role = 'origin' or {here})", f"{mine} and role = 'pick-up' and {here}"
    for known in ("minute", "hour", "day", "month", "nothing"):
        _note(scene, text, f"lanes-by-{known}-{key}", "pickups", n=_count(f"{lane} and {_KNOWN} = '{known}'"))
    kinds = {"pickups": "true", "against": f"frame in {literals((*AGAINST, 'reports_denial'))}"}
    if story.band:
        kinds["before"] = f"first_latest < {literal(story.band.start)}"
    for name, condition in kinds.items():
        _note(scene, text, f"lanes-{name}-{key}", "pickups", n=_count(f"{pickup} and {condition}"))
    if story.span:
        by = f"{pickup} and first_earliest is not null and first_latest <= {literal(story.span.end)}"
        _note(scene, text, f"lanes-by-end-{key}", "pickups", n=_count(by))
        last = {"n": f"max(first_latest) filter ({by})", "as_of": literal(story.as_of)}
        _note(scene, text, f"lanes-last-day-{key}", "pickups", form="named_day", **last)
    _note(scene, text, f"lanes-elsewhere-{key}", "pickups", n=_count(f"{mine} and role = 'pick-up' and not {here}"))
    for rows in sorted({len(figure.layout.yaxis.tickvals or ()) for figure in figures}):
        _note(scene, text, f"lanes-beyond-{rows}-{key}", "pickups", n=f"{_count(lane)} - {rows}")


def note_curves(scene: Scene, text: str, stories: dict[str, Story]) -> None:
    """Note what a picture of curves leaves out, summed over its narratives."""
    here = f"role = 'pick-up' and {_here(scene)}"
    placed = f"{_KNOWN} not in ('month', 'nothing') and lag_min_h is not null and lag_max_h is not null"
    keys = literals(sorted(stories))
    early = [
        f"narrative_id = {literal(key)} and first_latest < {literal(story.band.start)}"
        for key, story in stories.items()
        if story.band
    ]
    name = "-".join(stories) if len(stories) == 1 else "all"
    _note(
        scene,
        text,
        f"curve-unplaced-{name}",
        "pickups",
        n=_count(f"narrative_id in {keys} and {here} and not ({placed})"),
    )
    if early:
        before = f"{here} and {placed} and frame in {literals(sorted(ADOPTING))} and ({' or '.join(early)})"
        _note(scene, text, f"curve-before-{name}", "pickups", n=_count(before))
    carried = f"count(distinct narrative_id) filter (narrative_id in {keys} and {here})"
    _note(scene, text, f"curve-not-drawn-{name}", "pickups", n=f"{carried} - {MOST_CURVES}")


def note_flow(scene: Scene, text: str, key: str, flow: Flow) -> None:
    """Note how many outlets the picture of routes has a line to, how many it has none to, and names with numbers."""
    for outlet_id in scene.book.answers["flow_items"].rows["outlet_id"].unique():
        scene.book.seen(text, "text", "flow_items", "outlet", outlet_id=outlet_id)
    here = f"not is_origin and {_here(scene)}"
    slugs = sorted({edge.target.slug for edge in flow.edges if edge.target.place is Place.OUTLET})
    placed = f"outlet_id in {literals([slug.partition(':')[2] for slug in slugs])}" if slugs else "false"
    outlets = "count(distinct outlet_id) filter ({})".format
    told = outlets(f"{here} and not ({placed}) and route is distinct from 'own'")
    _note(scene, text, f"routes-outlets-{key}", "flow_items", n=outlets(here))
    _note(scene, text, f"routes-placed-{key}", "flow_items", n=outlets(f"{here} and {placed}"))
    _note(scene, text, f"routes-unknown-{key}", "flow_items", n=told)
    _note(scene, text, f"routes-own-{key}", "flow_items", n=f"{outlets(f'{here} and not ({placed})')} - {told}")
    _note(scene, text, f"routes-beyond-{key}", "flow_items", n=f"{outlets(f'{here} and {placed}')} - {MOST_PLACED}")


def _note(scene: Scene, text: str, name: str, source: str, *, form: str = "count", **columns: str) -> None:
    """Ask, and write the answer down if it is in the text; none is in no text."""
    asked = scene.book.counts(name, source, **columns)
    if scene.book.answers[asked].rows["n"][0]:
        scene.book.seen(text, form, asked, " ".join(columns))


def _count(condition: str) -> str:
    return f"count(*) filter ({condition})"


def _here(scene: Scene) -> str:
    return "true" if scene.country is None else f"country = {literal(scene.country)}"
