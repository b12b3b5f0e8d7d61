"""Texts that people decided on in; narratives that have learnt from them out. Pure.

Those that carry the narrative become further wordings of its claim, and its bar moves by as much as people say yes more
or less often than the matcher would, each text judged as if it were no wording itself.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import exp

from narratives.encoder import Encoders
from narratives.frame_model import lead
from narratives.match import Features, Matcher
from store.model import Decision, Example, ItemText, Judgement, Kind, Learnt, Narrative

# How far, in log-odds, a narrative's bar lies from the common one (standard deviation). On the tune part 2 and 3 made
# narratives with whole queries worse at ten judgements, 1 none of them (2026-11-23).
PRIOR = 1.0
STEP = 10  # judgements: a narrative learns when so many more have come, so that not each one matches everything anew
MOST = 200  # the newest; a bar does not need more, and every wording costs a comparison with every item
_ROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A text, and whether a person says that it carries the narrative."""

    item: ItemText
    carries: bool


def teach(
    narratives: Sequence[Narrative], judged: Mapping[str, Sequence[Lesson]], encoders: Encoders
) -> list[Narrative]:
    """Return the narratives with what they learn from their files' examples and from `judged`, by narrative id.

    A narrative that learns has a definition hash of its own, so that its items are matched again; the others stay as
    they are. Raises EncoderError.
    """
    lessons = {
        one.narrative_id: [*map(_of_example, one.examples), *judged.get(one.narrative_id, ())] for one in narratives
    }
    if not any(lessons.values()):
        return list(narratives)
    remembering = encoders.remembering()
    return [
        _taught(one, lessons[one.narrative_id], narratives, remembering) if lessons[one.narrative_id] else one
        for one in narratives
    ]


def in_force(judgements: Sequence[Judgement], narrative_id: str) -> list[Judgement]:
    """Return the decisions that a narrative learns from: in order of time, in steps of STEP, at most the newest MOST.

    The newest decision about an item stands; one that leaves it open teaches nothing.
    """
    newest: dict[str, Judgement] = {}
    for one in sorted(judgements, key=lambda one: (one.judged_at, one.item_id)):
        if one.narrative_id == narrative_id:
            newest[one.item_id] = one
    said = [one for one in newest.values() if one.decision is not Decision.REVIEW]
    ordered = sorted(said, key=lambda one: (one.judged_at, one.item_id))
    return ordered[: len(ordered) - len(ordered) % STEP][-MOST:]


def fitted_bar(scores: Sequence[float], carries: Sequence[bool]) -> float:
    """Return the shift of the log-odds that makes the decisions most likely, held back by PRIOR."""
    bar = 0.0
    for _ in range(_ROUNDS):
        chances = [1 / (1 + exp(-(score + bar))) for score in scores]
        slope = sum(said - chance for said, chance in zip(carries, chances, strict=True)) - bar / PRIOR**2
        bend = sum(chance * (1 - chance) for chance in chances) + 1 / PRIOR**2
        bar += slope / bend
        if abs(slope / bend) < 1e-9:  # noqa: PLR2004 - as good as nothing
            break
    return bar


def _taught(
    narrative: Narrative, lessons: Sequence[Lesson], catalog: Sequence[Narrative], encoders: Encoders
) -> Narrative:
    carrying = tuple(dict.fromkeys(text for one in lessons if one.carries and (text := lead(one.item).strip())))
    learnt = Learnt(carrying=carrying, other=sum(not one.carries for one in lessons), bar=0.0)
    named = {near.narrative_id for near in narrative.neighbours}
    around = [one for one in catalog if one.narrative_id in named]
    seen = [(one, found) for group in _by_wording(lessons) for one, found in
            zip(group, _without_themselves(group, narrative, learnt, around, encoders), strict=True)]  # fmt: skip
    reached = [(found.score(), one.carries) for one, found in seen if found.reached]
    bar = round(fitted_bar([score for score, _ in reached], [carries for _, carries in reached]), 4)
    return replace(
        narrative, learnt=replace(learnt, bar=bar), definition_hash=_hashed(narrative.definition_hash, lessons)
    )


def _by_wording(lessons: Sequence[Lesson]) -> list[list[Lesson]]:
    """Return all that are no wordings together, and those that are apart, by what they say."""
    groups: dict[str, list[Lesson]] = defaultdict(list)
    for one in lessons:
        groups[lead(one.item).strip() if one.carries else ""].append(one)
    return list(groups.values())


def _without_themselves(
    group: Sequence[Lesson], narrative: Narrative, learnt: Learnt, around: Sequence[Narrative], encoders: Encoders
) -> list[Features]:
    """Return the features of texts for the narrative as it would be had it not learnt from them."""
    said = {lead(one.item).strip() for one in group if one.carries}
    others = tuple(text for text in learnt.carrying if text not in said)
    variant = replace(narrative, learnt=replace(learnt, carrying=others))
    found = Matcher([variant], [variant, *around], encoders).features([one.item for one in group])
    return [one[narrative.narrative_id] for one in found]


def _of_example(example: Example) -> Lesson:
    name = hashlib.blake2b(example.text.encode(), digest_size=8).hexdigest()
    item = ItemText(
        item_id=name, version_id=0, outlet_id="example", outlet_name="example", outlet_kind=Kind.OTHER, language=None,
        title=example.text, summary=None, text=None, url="", published=None, seen_at=datetime(1970, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return Lesson(item=item, carries=example.carries)


def _hashed(definition_hash: str, lessons: Sequence[Lesson]) -> str:
    """Return the file's hash with that of the lessons behind a plus sign."""
    told = "\n".join(sorted(f"{one.item.item_id} {one.carries}" for one in lessons))
    return f"{definition_hash}+{hashlib.blake2b(told.encode(), digest_size=4).hexdigest()}"
