"""A ledger and one of its outlets in; plain sentences that say why its row says what it says, with addresses, out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from narratives.fold import fold
from narratives.ledgers import Ledger
from narratives.times import date_item
from narratives.via import decided_via
from store.model import ADOPTING_FRAMES, Carried, Censoring, Decision, Interval, Pickup, TimeFlag

_FLAGS = {
    TimeFlag.UNDATED: "no time that can be used",
    TimeFlag.MONTH: "known to the month only",
    TimeFlag.FUTURE: "the stated time was still to come when we saw it, so only when we saw it bounds it",
    TimeFlag.IMPLAUSIBLE: "a stated time lies before its feed can have existed and is not used",
    TimeFlag.MOVED: "the outlet stated another time later; the first one counts",
    TimeFlag.DATED_LATER: "undated or not believable at first, dated afterwards",
    TimeFlag.DUPLICATE: "the same headline stands under another address of the outlet",
    TimeFlag.TWO_FEEDS: "several feeds of the outlet show it; it counts once",
    TimeFlag.ZONE_UNKNOWN: "the outlet's time zone is not known, so the interval spans all it can be",
    TimeFlag.IMPORTED: "imported from a file, so it carries no coverage",
    TimeFlag.LOOKED_BACK: "found afterwards (an archive, an index, its page, a person), so it carries no coverage",
    TimeFlag.BETTER_CLOCK: "the outlet states the time more exactly elsewhere, and that is used; both are kept",
    TimeFlag.BOUNDED: "somebody else had seen it by then, which bounds it above",
    TimeFlag.BACKFILLED: "shown by the first poll of its feed, so it is older than our watching",
}


def find_row(ledger: Ledger, outlet: str) -> Pickup | None:
    """Return the row of the outlet of this id or name; accents and case do not matter."""
    wanted = fold(outlet).text
    for row in ledger.rows:
        if row.outlet_id == outlet or fold(row.outlet).text == wanted:
            return row
    return None


def explain(row: Pickup, ledger: Ledger) -> list[str]:
    """Return sentences about one row: its items, its first mention and adoption, lag, order, coverage and source."""
    if row.item_id is None:
        return [_coverage(row)]
    own = [item for item in ledger.carried if item.outlet_id == row.outlet_id]
    return [
        *(_item(item, ledger.as_of) for item in sorted(own, key=lambda item: (item.first_seen_at, item.url))),
        *_mentions(row),
        *_against_origin(row, ledger),
        _order(row),
        _coverage(row),
        *_sources(row),
    ]


def _item(item: Carried, as_of: datetime | None) -> str:
    dated = date_item(item, as_of=as_of)
    stated = f" The outlet's words: {item.published_raw!r}." if item.published_raw else ""
    odd = "; ".join(_FLAGS[flag] for flag in sorted(dated.flags))
    judged = " A person decided so." if item.judged else ""
    if item.decision is not Decision.YES:
        return f"{item.url} does not count: a person decided {item.decision.value}."
    return (
        f"{item.url} carries it ({_frame(item)}).{judged} Published {_when(dated.published)}, known to the"
        f" {item.precision} from {item.basis}.{stated} First seen by us {_at(item.first_seen_at)}."
        + (f" Note: {odd}." if odd else "")
    )


def _frame(item: Carried) -> str:
    if item.frame is None:
        return "frame undecided"
    return f"{item.frame}, {'an' if item.frame in ADOPTING_FRAMES else 'no'} adoption"


def _mentions(row: Pickup) -> Iterator[str]:
    if row.first is None:
        yield "None of its items has a usable date, so its first mention has no place in the order and no lag."
    elif row.items > 1:
        yield (f"Of its {row.items} items {row.url} was certainly out soonest; the first mention lies"
               f" {_when(row.first)}, whichever item it was.")  # fmt: skip
    if row.adopted is None:
        yield "No dated item passes the claim on, so there is no adoption."
    elif row.adopted != row.first:
        yield f"The first item that passes the claim on was out {_when(row.adopted)}."


def _against_origin(row: Pickup, ledger: Ledger) -> Iterator[str]:
    starters = [one.outlet for one in ledger.rows if one.role == "origin"]
    if TimeFlag.NO_ORIGIN in row.flags:
        yield "No outlet that may have started the narrative is dated here, so there is no lag."
        return
    by = f" (decided by {ledger.origin.judged_by})" if ledger.origin and TimeFlag.JUDGED_ORIGIN in row.flags else ""
    if row.role == "origin":
        others = f" It is one of {len(starters)}: the clocks do not decide." if len(starters) > 1 else ""
        yield f"It counts as origin{by}: it may be one, and nothing that may be was certainly out before.{others}"
        return
    origin = _names(starters) or "a time that a person gave"
    if row.before_origin:
        yield f"It was certainly out before the origin that we hold ({origin}{by}): look at it."
    elif row.lag_min_h is not None and row.lag_max_h is not None:
        yield f"It came {row.lag_min_h:.1f} to {row.lag_max_h:.1f} hours after the origin ({origin}{by})."


def _order(row: Pickup) -> str:
    if row.place_min is None or row.place_max is None:
        return "Without a date it has no place in the order."
    if row.order_certain:
        return f"Its place in the order is certain: number {row.place_min} of the dated outlets."
    return (f"Its place is between {row.place_min} and {row.place_max} of the dated outlets: the intervals of others"
            " overlap its own.")  # fmt: skip


def _coverage(row: Pickup) -> str:
    since = _at(row.unknown_from) if row.unknown_from else "ever"
    gap = f"from {since} to {_at(row.unknown_to) if row.unknown_to else 'then'}"
    return {
        Censoring.UNKNOWN: "We have no coverage behind this: an earlier mention can have passed unseen at any time.",
        Censoring.NONE: "We watched the outlet from the beginning of the story up to this mention.",
        Censoring.LEFT: f"We were not watching when the story began: what it carried {gap} is unknown, so this is "
                        "not known to be its first.",
        Censoring.INTERVAL: f"We watched at the beginning but not throughout: what it carried {gap} is unknown.",
        Censoring.RIGHT: f"We watched it up to {_at(row.watched_until) if row.watched_until else 'now'} and it did "
                         "not carry the narrative.",
    }[row.censored]  # fmt: skip


def _sources(row: Pickup) -> Iterator[str]:
    if not row.via:
        if row.role != "origin":
            yield "There is no evidence of the text it came from."
        return
    told = "; ".join(f"{via.outlet} ({via.evidence}; score {via.score:.2f}; {via.url})" for via in row.via)
    if decided_via(row.via):
        yield f"It most likely came from {told}."
    elif len(row.via) > 1:
        yield f"It could have come from {' or '.join(via.outlet for via in row.via)}: {told}."
    else:
        yield f"It shares its text with {told}, but which of the two was first is not decided."


def _names(outlets: Sequence[str]) -> str:
    return f"one of {', '.join(outlets)}" if len(outlets) > 1 else "".join(outlets)


def _when(when: Interval | None) -> str:
    if when is None:
        return "at no known time"
    if when.open:
        return f"by {_at(when.latest)}, since when is not known"
    return f"between {_at(when.earliest)} and {_at(when.latest)}"


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
