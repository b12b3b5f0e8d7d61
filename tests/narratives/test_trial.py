from dataclasses import replace

import pytest

from narratives.match import Matcher
from narratives.trial import Trial, try_out
from store.matched import Kept
from store.model import Decision, ItemText, Narrative
from tests.builders import silent
from tests.narratives.test_match import ENCODERS, NARRATIVE, item

SAYS = item("Ucrania vende armas a los cárteles")
OTHER = item("El trigo sube de precio")
BOXING = item("El boxeador llega armado de paciencia al cartel")


def tried(items: list[ItemText], before: dict[str, Decision], narrative: Narrative = NARRATIVE) -> Trial:
    kept = [Kept(item_id=key, decision=decision, probability=0.5, frame=None, route="unknown", route_cue=None,
                 definition_hash="old") for key, decision in before.items()]  # fmt: skip
    return try_out(Matcher([narrative], [narrative], ENCODERS), items, kept, seen={}, progress=silent)


@pytest.mark.parametrize(
    ("one", "before", "fate"),
    [
        (SAYS, None, "gained"),
        (SAYS, Decision.NO, "gained"),
        (SAYS, Decision.REVIEW, "changed"),
        (SAYS, Decision.YES, "kept"),
        (OTHER, Decision.YES, "lost"),
        (OTHER, Decision.REVIEW, "lost"),
        (OTHER, None, None),
        (OTHER, Decision.NO, None),
    ],
    ids=str,
)
def test_item_is_gained_lost_changed_or_kept(one: ItemText, before: Decision | None, fate: str | None) -> None:
    found = tried([one], {one.item_id: before} if before else {})
    assert [row.fate for row in found.rows] == ([fate] if fate else [])
    assert sum(found.fates.values()) == len(found.rows)


def test_rows_bring_the_words_and_counts_are_per_decision() -> None:
    found = tried([SAYS, OTHER], {OTHER.item_id: Decision.REVIEW})
    assert (found.before, found.after) == ({"yes": 0, "review": 1, "no": 0}, {"yes": 1, "review": 0, "no": 0})
    assert found.rows[0].passages == ("armas", "cárteles")
    assert found.items == 2


def test_near_misses_are_counted_by_the_neighbour_that_rules_them_out() -> None:
    assert tried([BOXING, SAYS], {}).neighbours == {"boxing": 1}
    assert tried([BOXING, SAYS], {}, replace(NARRATIVE, neighbours=())).neighbours == {}
