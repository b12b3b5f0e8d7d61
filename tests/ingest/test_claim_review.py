"""Pages that say of themselves that they review a claim, and those that only show reviews of others; all invented."""

import json
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from ingest.claim_review import ClaimReview, claim_reviews
from store.model import LinkKind
from tests.ingest.test_from_pages import found, only, page

URL = "https://faro.example/nota"
REVIEW = {
    "@context": "https://schema.org", "@type": "ClaimReview", "url": URL, "claimReviewed": "El puerto compra  barcos",
    "reviewRating": {"@type": "Rating", "alternateName": "Falso"},
    "itemReviewed": {"@type": "Claim", "appearance": [{"@type": "CreativeWork", "url": "https://norte.example/1"}],
                     "firstAppearance": "https://norte.example/0"},
}  # fmt: skip


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def reviews(*heads: str) -> list[ClaimReview]:
    return claim_reviews(html.document_fromstring(page(*heads)), URL)


def test_review_gives_claim_verdict_and_where_the_claim_stood() -> None:
    appeared = ("https://norte.example/1", "https://norte.example/0")
    assert reviews(script(REVIEW)) == [ClaimReview("El puerto compra barcos", "Falso", appeared)]


@pytest.mark.parametrize(
    "data",
    [[REVIEW], {"@graph": [{"@type": "WebSite"}, REVIEW]}, {"@type": "NewsArticle", "review": REVIEW},
     REVIEW | {"@type": ["Review", "https://schema.org/ClaimReview"]}, REVIEW | {"url": URL + "?utm_source=x"},
     {name: value for name, value in REVIEW.items() if name != "url"}],
    ids=["list", "graph", "in an article", "two types", "tracked address", "no address"],
)  # fmt: skip
def test_review_is_found_where_pages_put_it(data: object) -> None:
    assert [one.verdict for one in reviews(script(data))] == ["Falso"]


@pytest.mark.parametrize(
    "head",
    [script(REVIEW | {"url": "https://faro.example/otra"}), script({"@type": "ItemList", "itemListElement": [REVIEW]}),
     script(REVIEW | {"@type": "CriticReview"}), '<script type="application/ld+json">{"@type":"ClaimReview"</script>',
     "<script>var x = 'ClaimReview'</script>"],
    ids=["another page's", "a list of pages", "of a film", "broken", "only the word"],
)  # fmt: skip
def test_page_that_reviews_no_claim_itself_has_none(head: str) -> None:
    assert reviews(head) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"reviewRating": "5", "itemReviewed": []}, ClaimReview("El puerto compra barcos", None, ())),
     ({"claimReviewed": 7, "itemReviewed": {"appearance": [None, 3, {"url": ""}]}}, ClaimReview(None, "Falso", ()))],
    ids=["other shapes", "no words"],
)  # fmt: skip
def test_review_of_other_shapes_keeps_what_can_be_read(changed: dict[str, object], expected: ClaimReview) -> None:
    assert reviews(script(REVIEW | changed)) == [expected]


def test_microdata_counts_without_its_details() -> None:
    marked = '<meta><div itemscope itemtype="http://schema.org/ClaimReview"></div>'
    assert reviews(marked) == [ClaimReview(None, None, ())]


def test_reviewed_claim_is_kept_as_a_link_to_where_it_stood(tmp_path: Path) -> None:
    links = [one for one in only(found(tmp_path, page(script(REVIEW)))).links if one.kind is LinkKind.CLAIM_REVIEW]
    assert [(one.target, one.words) for one in links] == [
        ("https://norte.example/1", "Falso · El puerto compra barcos"),
        ("https://norte.example/0", "Falso · El puerto compra barcos"),
    ]
    (tmp_path / "bare").mkdir()
    bare = script({"@type": "ClaimReview"})
    links = [one for one in only(found(tmp_path / "bare", page(bare))).links if one.kind is LinkKind.CLAIM_REVIEW]
    assert [(one.target, one.words) for one in links] == [(URL, None)]
