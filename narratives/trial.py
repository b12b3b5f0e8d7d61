"""A definition not saved yet, items and what is stored in; what it would match, gain and lose out. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from narratives.match import Matcher
from store.matched import Kept
from store.model import Decision, ItemText, Mention

BATCH = 2_000


class Fate(StrEnum):
    """What a new definition makes of an item; the rest is no before and after."""

    GAINED = "gained"  # no before; yes or review now
    LOST = "lost"  # yes or review before; no now
    CHANGED = "changed"  # from yes to review or back
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item that the definition matches or that is stored as matched."""

    fate: Fate
    item_id: str
    title: str
    outlet: str
    url: str
    before: Decision
    after: Decision
    probability: float | None  # None: too far away for the matcher to keep a row
    passages: tuple[str, ...]
    neighbour: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What trying came to: `neighbours` counts by label the items whose words match, but that a neighbour rules out."""

    narrative_id: str
    items: int
    before: dict[str, int]  # by decision
    after: dict[str, int]
    fates: dict[str, int]
    neighbours: dict[str, int]
    rows: tuple[Row, ...]


def try_out(
    matcher: Matcher,
    items: Sequence[ItemText],
    kept: Sequence[Kept],
    *,
    seen: Mapping[str, Collection[str]],
    progress: Callable[[int, int], None],
) -> Trial:
    """Match the items in memory with the one narrative of `matcher`, and compare with the stored rows of the same id.

    `items` has the newest wording of each; `seen` as in `Matcher.match`; `progress` is told items done and in all.
    Rows come by fate, then the most probable first.
    """
    narrative_id = matcher.narratives[0].narrative_id
    before = {row.item_id: row.decision for row in kept}
    found: dict[str, Mention] = {}
    neighbours: Counter[str] = Counter()
    for at in range(0, len(items), BATCH):
        batch = items[at : at + BATCH]
        mentions = {mention.item_id: mention for mention in matcher.match(batch, seen)}
        neighbours += _ruled_out(matcher, [item for item in batch if _is_no(mentions.get(item.item_id))], mentions)
        found |= mentions
        progress(at + len(batch), len(items))
    rows = [_row(item, before.get(item.item_id, Decision.NO), found.get(item.item_id)) for item in items]
    shown = sorted((row for row in rows if row), key=_order)
    fates = Counter(row.fate.value for row in shown)
    return Trial(
        narrative_id=narrative_id, items=len(items), rows=tuple(shown), neighbours=dict(neighbours.most_common()),
        before={decision.value: sum(one is decision for one in before.values()) for decision in Decision},
        after={decision.value: sum(one.decision is decision for one in found.values()) for decision in Decision},
        fates={fate.value: fates[fate.value] for fate in Fate},
    )  # fmt: skip


def _ruled_out(matcher: Matcher, items: Sequence[ItemText], mentions: Mapping[str, Mention]) -> Counter[str]:
    """Count by neighbour the near-misses that are nearer to it than to the claim."""
    near = [item for item in items if item.item_id in mentions]
    features = [one[matcher.narratives[0].narrative_id] for one in matcher.features(near)]
    return Counter(one.neighbour for one in features if one.neighbour and (one.margin < 0 or one.rival > 0))


def _is_no(mention: Mention | None) -> bool:
    return mention is not None and mention.decision is Decision.NO


def _row(item: ItemText, before: Decision, mention: Mention | None) -> Row | None:
    after = mention.decision if mention else Decision.NO
    fate = _fate(before, after)
    if fate is None:
        return None
    return Row(
        fate=fate, item_id=item.item_id, title=item.title, outlet=item.outlet_name, url=item.url, before=before,
        after=after, probability=mention.probability if mention else None,
        passages=tuple(passage.text for passage in mention.passages) if mention else (),
        neighbour=mention.neighbour if mention else None,
    )  # fmt: skip


def _fate(before: Decision, after: Decision) -> Fate | None:
    if before is after:
        return None if after is Decision.NO else Fate.KEPT
    if before is Decision.NO:
        return Fate.GAINED
    return Fate.LOST if after is Decision.NO else Fate.CHANGED


def _order(row: Row) -> tuple[int, float, str]:
    return list(Fate).index(row.fate), -(row.probability or 0.0), row.item_id
