"""The story of one narrative in, the headline, measure and foot of the who-first chart out."""

from collections import Counter
from collections.abc import Sequence

from dashboard.charts.lanes import Known, Lane, Story, known_first
from dashboard.charts.words import counted, outlets_of, word
from dashboard.escape import esc
from dashboard.formats import named_day
from dashboard.theme import Sentences, dated

AGAINST = ("denies", "fact_check")


def lane_sentences(story: Story, lang: str) -> Sentences:
    """Return what the chart says: it counts all lanes of the country filter, also those that are not drawn."""
    title = _title(story, story.pickups, lang)
    measure = word("lane.measure" if story.band else "lane.measure_bare", lang)
    before = sum(story.is_before_origin(lane) for lane in story.pickups)
    if before:
        measure = f"{measure} {counted('lane.before', before, lang)}"
    if story.elsewhere:
        measure = f"{measure} {counted('lane.elsewhere', story.elsewhere, lang)}"
    foot = [_known(story.lanes, lang), _against(story.pickups, lang), word("coverage", lang)]
    return Sentences(title, measure, dated(" ".join(x for x in foot if x), story.as_of, lang))


def _title(story: Story, pickups: Sequence[Lane], lang: str) -> str:
    name = esc(story.name)
    if not story.lanes:
        return word("lane.empty", lang, name=name)
    if not pickups:
        return word("lane.none_mx" if story.country == "MX" else "lane.none", lang, name=name)
    carried = _carried(story, pickups, lang)
    if len(pickups) == 1:
        return _named("lane.only", carried, pickups[0], lang)
    first = known_first(pickups)
    if first is None:
        return word("lane.unknown", lang, title=carried)
    key = "lane.first_before" if story.is_before_origin(first) else "lane.first"
    return _named(key, carried, first, lang)


def _named(key: str, title: str, lane: Lane, lang: str) -> str:
    outlet = esc(lane.outlet)
    if not lane.lag and key != "lane.first_before":
        return word(f"{key}_bare", lang, title=title, outlet=outlet)
    return word(key, lang, title=title, outlet=outlet, lag=lane.lag)


def _carried(story: Story, pickups: Sequence[Lane], lang: str) -> str:
    """Say how many carried it by the last day drawn; without such a day, how many carried it at all."""
    name = esc(story.name)
    by = [x.latest for x in pickups if x.latest and story.span and x.latest <= story.span.end]
    if not by:
        return word("lane.carried", lang, name=name, who=outlets_of(story.country, len(pickups), lang))
    who = outlets_of(story.country, len(by), lang)
    return word("lane.carried_by", lang, name=name, who=who, day=named_day(max(by), lang, now=story.as_of))


def _known(lanes: Sequence[Lane], lang: str) -> str:
    found = Counter(lane.known for lane in lanes)
    order: tuple[Known, ...] = ("minute", "hour", "day", "month", "nothing")
    parts = [word(f"lane.by_{known}", lang, n=found[known]) for known in order if found[known]]
    return word("lane.known", lang, parts=", ".join(parts)) if parts else ""


def _against(pickups: Sequence[Lane], lang: str) -> str:
    against = sum(lane.kind in AGAINST for lane in pickups)
    return counted("lane.against", against, lang) if against else ""
