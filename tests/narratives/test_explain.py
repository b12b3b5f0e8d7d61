from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narratives.explain import Explanation, explain
from narratives.match import Matcher
from narratives.told import Stored, sentences
from store.matched import Kept, Shared
from store.model import Decision, Interval, ItemText, Judgement, Narrative
from tests.narratives.test_match import ENCODERS, NARRATIVE, item

DEFINITION = replace(NARRATIVE, definition_hash="one")
RIVAL = replace(
    NARRATIVE, narrative_id="gangs", claims={"es": "Ucrania recluta en los cárteles gente con armas"}, neighbours=()
)
BESIDE = replace(DEFINITION, neighbours=(*DEFINITION.neighbours, replace(DEFINITION.neighbours[0], label="gangs",
                 descriptions=(), narrative_id="gangs")))  # fmt: skip
STORY = item("Ucrania vende armas", "Llegan a los CÁRTELES mexicanos")


def explained(one: ItemText, narrative: Narrative = DEFINITION) -> Explanation:
    return explain(one, narrative, [narrative, RIVAL], ENCODERS)


def said(one: ItemText, narrative: Narrative = DEFINITION, stored: Stored | None = None) -> str:
    return "\n".join(sentences(explained(one, narrative), stored or Stored(is_matched=True), "one"))


def test_what_is_explained_is_what_the_matcher_decides() -> None:
    mention = Matcher([DEFINITION], [DEFINITION], ENCODERS).match([STORY])[0]
    found = explained(STORY)
    assert (found.decision, found.probability) == (mention.decision, mention.probability)
    assert tuple(group.passage.text for group in found.groups if group.passage) == ("armas", "CÁRTELES")
    assert found.wording.similarity == mention.similarity
    assert found.neighbour is not None
    assert found.neighbour.name == mention.neighbour


def test_yes_is_told_with_the_words_and_their_fields() -> None:
    told = said(STORY)
    assert told.startswith("YES: “Ucrania vende armas” (El Faro) carries arms: probability")
    assert "group 1 by “armas” in the title; group 2 by “CÁRTELES” in the summary" in told
    assert "Nearest wording: claim in es, “Ucrania vende armas a los cárteles”" in told


def test_missing_group_is_named_with_its_patterns_and_what_a_hit_in_it_would_bring() -> None:
    one = item("Una guerrilla lejana compra armas nuevas para sus rebeldes")
    found = explained(one)
    assert found.decision is Decision.NO
    assert "Group 2 of the concept query in es is missing: the item has none of cartel*." in said(one)
    change = next(change for change in found.changes if change.what == "with a hit in group 2")
    met = replace(DEFINITION, concepts={"es": (("arma*",), ("rebelde*",))})
    assert change.probability == explained(one, met).probability > found.probability


def test_exclusion_is_named_and_what_it_costs() -> None:
    one = item("Ucrania vende armas de juguete a los cárteles", "Juguetes")
    assert "rules it out, whatever else it says: “juguete” in the title (pattern juguete*)" in said(one)
    change = explained(one).changes[0]
    assert (change.what, change.decision) == ("without the patterns that exclude it", Decision.YES)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2023, 5, 1, tzinfo=UTC), "counts since 2024-01-01"),
        (datetime(2026, 5, 1, tzinfo=UTC), "until 2025-01-01"),
    ],
    ids=["too early", "too late"],
)
def test_item_outside_the_time_is_told_so(day: datetime, words: str) -> None:
    bounded = replace(DEFINITION, until=datetime(2025, 1, 1, tzinfo=UTC))
    one = replace(STORY, published=Interval(earliest=day, latest=day))
    assert words in said(one, bounded)
    assert [change.what for change in explained(one, bounded).changes] == ["without the bounds of time"]


def test_rival_is_named_and_the_decision_without_it() -> None:
    one = item("Ucrania recluta en los cárteles gente con armas", "Recluta gente en los cárteles")
    found = explained(one, BESIDE)
    assert found.rival is not None
    assert found.rival.narrative_id == "gangs"
    assert found.decision is Decision.NO
    change = next(change for change in found.changes if change.what == "without the neighbour “gangs”")
    assert change.decision is Decision.YES
    assert "A rival: the concept query of gangs matches too" in said(one, BESIDE)


def test_language_without_its_own_query_shows_the_one_of_which_most_is_met() -> None:
    assert explained(replace(STORY, language="pt")).language == "es"


KEPT = Kept(item_id="i", decision=Decision.YES, probability=0.9, frame=None, route="efe", route_cue="desolladores",
            definition_hash="one")  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (Stored(is_matched=True), "which means no"),
        (Stored(is_matched=False), "not matched yet"),
        (Stored(is_matched=True, mention=replace(KEPT, definition_hash="old")), "by an earlier definition"),
        (Stored(is_matched=True, mention=replace(KEPT, decision=Decision.NO)), "not what the newest wording comes to"),
        (Stored(is_matched=True, mention=KEPT), "Its route is efe, by “desolladores”, found by comparing its wording"),
    ],
    ids=["no row", "not matched", "stale", "another result", "route from elsewhere"],
)  # fmt: skip
def test_stored_row_is_held_against_the_present_definition(stored: Stored, words: str) -> None:
    assert words in said(STORY, stored=stored)


def test_a_persons_decision_and_shared_text_are_told() -> None:
    judged = Judgement(item_id="i", narrative_id="arms", decision=Decision.NO, frame=None, route=None, judged_by="ana",
                       judged_at=datetime(2026, 11, 23, tzinfo=UTC), reason="satire")  # fmt: skip
    shared = Shared(other_item_id="other", other_outlet="La Prensa", is_later=True, relation="copies", shared_words=40,
                    share=0.5, directed=False)  # fmt: skip
    told = said(STORY, stored=Stored(is_matched=True, judgement=judged, shared=(shared,)))
    assert "But ana decided no on 2026-11-23: “satire”" in told
    assert "It shares 40 words (50% of its own) with other of La Prensa (copies)" in told
    assert "who took it from whom is not known" in told


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=80), st.none() | st.text(max_size=80))
def test_any_text_is_explained(title: str, summary: str | None) -> None:
    found = explained(item(title, summary))
    assert sentences(found, Stored(is_matched=False), "one")
    assert all(0 <= change.probability <= 1 for change in found.changes)
