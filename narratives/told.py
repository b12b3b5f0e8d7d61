"""An explanation and what is stored in, plain English sentences out. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narratives.explain import Explanation, Group, Near
from store.matched import Kept, Shared
from store.model import Decision, Judgement, Passage

_LONGEST, _LISTED = 160, 8
_CARRIES = {Decision.YES: "carries", Decision.REVIEW: "may carry", Decision.NO: "does not carry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the store says about the pair; `is_matched`: this wording was matched against this definition."""

    is_matched: bool
    mention: Kept | None = None
    judgement: Judgement | None = None
    shared: tuple[Shared, ...] = ()


def sentences(found: Explanation, stored: Stored, definition_hash: str) -> tuple[str, ...]:
    """Say why yes, review or no, and what would change it; what feeds wrote is quoted and left as it is."""
    return (
        *_decision(found, stored), *_concept(found), *_similarity(found), *_changes(found), *_treated(found, stored),
        *_shared(stored), *_kept(found, stored, definition_hash),
    )  # fmt: skip


def _decision(found: Explanation, stored: Stored) -> Iterator[str]:
    yield (
        f"{found.decision.upper()}: {_quoted(found.title)} ({found.outlet}) {_CARRIES[found.decision]} "
        f"{found.narrative_id}: probability {found.probability:.2f} (yes from {found.yes_from:.2f}, review from "
        f"{found.review_from:.2f})."
    )
    if judged := stored.judgement:
        reason = f": {_quoted(judged.reason)}" if judged.reason else ""
        yield (
            f"But {judged.judged_by} decided {judged.decision} on {judged.judged_at:%Y-%m-%d}{reason}; a person's "
            "decision outranks the matcher."
        )
    if found.outside:
        yield f"It is out of the question by its time: {found.outside}."


def _concept(found: Explanation) -> Iterator[str]:
    if found.excluded_by:
        patterns = ", ".join(f"{_place(span)} (pattern {span.why})" for span in found.excluded_by)
        yield f"A pattern under [exclude] rules it out, whatever else it says: {patterns}."
    query = f"concept query in {found.language}"
    met = [group for group in found.groups if group.passage]
    if met:
        all_met = "Every group" if len(met) == len(found.groups) else f"{len(met)} of {len(found.groups)} groups"
        yield f"{all_met} of the {query} hit: {'; '.join(map(_met, met))}."
    for group in found.groups:
        if group.passage is None:
            yield f"Group {group.number} of the {query} is missing: the item has none of {_listed(group.patterns)}."


def _similarity(found: Explanation) -> Iterator[str]:
    yield f"Nearest wording: {_near(found.wording)}."
    if found.neighbour is None:
        yield "The narrative has no neighbours to rule out."
    elif found.margin >= 0:
        yield f"Nearest neighbour: {_near(found.neighbour)}; the narrative is nearer by {found.margin:.2f}."
    else:
        yield (f"Nearest neighbour: {_near(found.neighbour)}; the neighbour is nearer by {-found.margin:.2f}, which "
               "speaks against the narrative.")  # fmt: skip
    if found.learnt:
        way = "easier" if found.learnt.bar > 0 else "harder"
        counts = f"{len(found.learnt.carrying)} texts that people say carry it and {found.learnt.other} that do not"
        yield f"The narrative has learnt from {counts}: a yes is {way} by {abs(found.learnt.bar):.2f} in log-odds."
    if found.rival:
        yield (f"A rival: the concept query of {found.rival.narrative_id} matches too, and the item is nearer to it "
               f"by {found.rival.nearer:.2f}.")  # fmt: skip


def _changes(found: Explanation) -> Iterator[str]:
    for change in found.changes:
        told = f"{change.what} the probability would be {change.probability:.2f} ({change.decision})"
        yield f"What would change it: {told}."
    if not found.changes:
        yield "Nothing that was tried (neighbours, groups, exclusions, bounds of time) changes the probability."
    elif all(change.decision is found.decision for change in found.changes):
        yield "None of these alone changes the decision."


def _treated(found: Explanation, stored: Stored) -> Iterator[str]:
    treated = found.treatment
    frame = treated.frame.value if treated.frame else "undecided"
    if found.decision is Decision.NO:
        yield f"If it carried the narrative, its frame would be {frame}{_cue(treated.frame_cue)}."
        return
    yield f"Its frame is {frame}{_cue(treated.frame_cue)}."
    own = f"{treated.route.value}{_cue(treated.route_cue)}"
    if stored.mention and stored.mention.route != treated.route:
        kept = f"{stored.mention.route}{_cue(stored.mention.route_cue)}"
        yield f"Its route is {kept}, found by comparing its wording; what it says itself gives {own}."
    else:
        yield f"Its route is {own}."


def _shared(stored: Stored) -> Iterator[str]:
    for other in stored.shared:
        what = (
            f"{other.shared_words} words ({other.share:.0%} of its own)"
            if other.shared_words
            else "short runs of words"
        )
        order = "later" if other.is_later else "earlier"
        ways = (
            ("republished from there" if other.is_later else "republished there")
            if other.directed
            else ("who took it from whom is not known")
        )
        yield (f"It shares {what} with {other.other_item_id} of {other.other_outlet} ({other.relation}); it is the "
               f"{order} one as far as the clocks can tell; {ways}.")  # fmt: skip


def _kept(found: Explanation, stored: Stored, definition_hash: str) -> Iterator[str]:
    kept = stored.mention
    if kept is None:
        yield (
            "Nothing is stored for this pair, which means no."
            if stored.is_matched
            else "Nothing is stored for this pair: it was not matched yet against this definition; run `rastro match`."
        )
        return
    same = f"Stored: {kept.decision} at {kept.probability:.2f}"
    if kept.definition_hash != definition_hash:
        yield f"{same}, by an earlier definition: the file has changed since; run `rastro match`."
    elif (kept.decision, round(kept.probability, 2)) != (found.decision, round(found.probability, 2)):
        yield f"{same} by this definition, which is not what the newest wording comes to; run `rastro match`."
    else:
        yield f"{same}, by this definition: up to date."


def _met(group: Group) -> str:
    return f"group {group.number} by {_place(group.passage)}" if group.passage else ""


def _place(span: Passage) -> str:
    return f"{_quoted(span.text)} in the {span.field}"


def _near(near: Near) -> str:
    return f"{near.name}, {_quoted(near.sentence)} (similarity {near.similarity:.2f})"


def _listed(patterns: Sequence[str]) -> str:
    more = f" and {len(patterns) - _LISTED} more" if len(patterns) > _LISTED else ""
    return f"{', '.join(patterns[:_LISTED])}{more}"


def _cue(words: str | None) -> str:
    return f", by {_quoted(words)}" if words else ""


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}”"
