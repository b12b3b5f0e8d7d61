from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narratives.encoder import Encoders, Vectors
from narratives.fold import fold, words
from narratives.match import Matcher
from narratives.run import match_new
from store.database import Database
from store.model import Decision, Interval, ItemText, Kind, Narrative, Neighbour, OriginRule
from tests.builders import silent

NARRATIVE = Narrative(
    narrative_id="arms", titles={"es": "Armas", "en": "Arms"}, short_names={"es": "Armas", "en": "Arms"},
    claims={"es": "Ucrania vende armas a los cárteles"}, concepts={"es": (("arma*",), ("cartel*",)), "ru": (("оруж*",),)},
    neighbours=(Neighbour(label="boxing", descriptions=("El boxeador llega armado de paciencia",)),), accused=(),
    origin=OriginRule(), sources=(), exclude={"es": ("juguete*",)}, since=datetime(2024, 1, 1, tzinfo=UTC),
    definition_hash="one",
)  # fmt: skip


class WordHashes:
    """A small real encoder: hashed words, so that texts with the same words are near."""

    name = "word-hashes"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of 256 numbers per text."""
        vectors = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word, _, _ in words(fold(text)):
                row[crc32(word.encode()) % 256] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(norms == 0, 1, norms)


class NarrowWordHashes(WordHashes):
    """The same in the narrow range of cosines that the fine encoder has: unrelated texts at .8, the same at 1."""

    name = "narrow-word-hashes"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of 257 numbers per text, the last the same for all."""
        vectors = super().encode(texts)
        shared = np.full((len(vectors), 1), 2, dtype=np.float32)
        return np.hstack([vectors, shared]) / np.sqrt(5, dtype=np.float32)


ENCODERS = Encoders(quick=WordHashes(), fine=NarrowWordHashes())
MATCHER = Matcher([NARRATIVE], [NARRATIVE], ENCODERS)


def item(
    title: str, summary: str | None = None, *, language: str | None = "es", published: Interval | None = None
) -> ItemText:
    return ItemText(item_id=f"i{crc32(title.encode('utf-8', 'replace'))}", version_id=1, outlet_id="faro", outlet_name="El Faro",
                    outlet_kind=Kind.REGIONAL, language=language, title=title, summary=summary, text=None,
                    url="https://faro.example/1", published=published, seen_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip


def decided(one: ItemText) -> Decision:
    found = MATCHER.match([one])
    return found[0].decision if found else Decision.NO


def test_item_that_says_the_claim_is_carried_with_its_passages() -> None:
    story = item("Ucrania vende armas", "Llegan a los CÁRTELES mexicanos")
    mention = MATCHER.match([story])[0]
    assert mention.decision is Decision.YES
    assert [(p.field, p.text) for p in mention.passages] == [("title", "armas"), ("summary", "CÁRTELES")]
    assert all(getattr(story, p.field)[p.start : p.end] == p.text for p in mention.passages)
    assert "concept" in mention.method
    assert mention.neighbour == "boxing"


@pytest.mark.parametrize(
    "story",
    [
        item("El trigo sube de precio"),
        item("Pistolas de juguete: armas en el cartel de una película muy vista"),
        item("Tantas armas que muestra el cartel de una película muy vista", language="ru"),
        item("", None),
    ],
)
def test_item_without_the_claim_is_not_carried(story: ItemText) -> None:
    assert decided(story) is Decision.NO


@pytest.mark.parametrize("language", [None, "pt"])
def test_language_without_its_own_query_is_searched_with_all(language: str | None) -> None:
    assert decided(item("Ucrania vende armas a los cárteles", language=language)) is Decision.YES


def test_item_that_was_certainly_out_before_the_narrative_counts_is_no_mention() -> None:
    early = datetime(2023, 6, 1, tzinfo=UTC)
    story = item("Ucrania vende armas a los cárteles")
    assert decided(replace(story, published=Interval(earliest=early, latest=early))) is Decision.NO
    straddling = Interval(earliest=early, latest=datetime(2024, 6, 1, tzinfo=UTC))
    assert decided(replace(story, published=straddling)) is Decision.YES


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet=st.characters(codec=None), max_size=80), st.none() | st.text(max_size=80)),
        max_size=5,
    )
)
def test_no_text_raises_out_of_a_batch_and_spans_stay_inside(pairs: list[tuple[str, str | None]]) -> None:
    stories = [item(f"armas {title} carteles", summary) for title, summary in pairs]
    for mention in MATCHER.match(stories):
        story = next(one for one in stories if one.item_id == mention.item_id)
        assert all(getattr(story, p.field)[p.start : p.end] == p.text for p in mention.passages)
        assert 0 <= mention.probability <= 1


@pytest.mark.slow
def test_two_megabytes_of_text_are_decided() -> None:
    assert decided(replace(item("Ucrania vende armas a los cárteles"), text="ruido " * 350_000)) is Decision.YES


def test_a_second_run_matches_nothing_and_a_changed_definition_only_itself(case: Database) -> None:
    other = replace(NARRATIVE, narrative_id="other", definition_hash="two")
    first = match_new(case, [NARRATIVE, other], ENCODERS, progress=silent)
    assert first.versions == 192
    assert match_new(case, [NARRATIVE, other], ENCODERS, progress=silent).versions == 0
    case.execute("update mention set method = 'kept'")
    changed = replace(other, definition_hash="three")
    match_new(case, [NARRATIVE, changed], ENCODERS, progress=silent)
    by_method = case.rows("select distinct narrative_id, method = 'kept' as kept from mention order by narrative_id")
    assert by_method == [{"narrative_id": "arms", "kept": True}, {"narrative_id": "other", "kept": False}]


def test_narrative_that_is_gone_takes_its_rows_with_it(case: Database) -> None:
    match_new(case, [NARRATIVE], ENCODERS, progress=silent)
    match_new(case, [replace(NARRATIVE, narrative_id="other")], ENCODERS, progress=silent)
    for table in ("mention", "pickup", "narrative", "match_state"):
        assert case.rows(f"select 1 from {table} where narrative_id = 'arms'") == []
