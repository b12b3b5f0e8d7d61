"""A page's structured data in, the claims that the page itself reviews out: what each is, the verdict, where it stood.

The vocabulary: https://schema.org/ClaimReview. A page may list reviews of others beside its own: one that names another
page as its address is that page's.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from ingest.urls import canonical_url

MOST_DEPTH = 12  # of JSON-LD
MOST_REVIEWS = 20  # of one page
_REVIEW = re.compile(r"(?:^|[/:#\s])ClaimReview$")
_WHERE = ("appearance", "firstAppearance")


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """One claim that a page reviews; `appeared` are the addresses at which, as the page says, it stood."""

    claim: str | None
    verdict: str | None
    appeared: tuple[str, ...]


def claim_reviews(tree: html.HtmlElement, *addresses: str) -> list[ClaimReview]:
    """Return the reviews of the page itself, known by `addresses`, in their order; not those of other pages."""
    own = {name for name in map(_canonical, addresses) if name}
    found = [_review(one) for one in _marked(tree) if _is_own(one, own)]
    if not found and any(
        _REVIEW.search(str(one.get("itemtype") or "").strip()) for one in tree.iter() if _has_scope(one)
    ):
        found = [ClaimReview(None, None, ())]
    return list(dict.fromkeys(found))[:MOST_REVIEWS]


def structured(tree: html.HtmlElement) -> Iterator[Any]:
    """Yield what each block of JSON-LD holds; a broken block holds nothing."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            yield json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue


def _marked(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for block in structured(tree):
        yield from _within(block, MOST_DEPTH)


def _within(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the objects of the type, wherever the page's own graph has them; not those in lists of other pages."""
    if depth == 0:
        return
    if isinstance(found, list):
        for one in found:
            yield from _within(one, depth - 1)
    if isinstance(found, dict):
        kinds = found.get("@type")
        if any(_REVIEW.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield found
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "review"):
            yield from _within(found.get(key), depth - 1)


def _is_own(review: dict[str, Any], own: set[str]) -> bool:
    stated = review.get("url")
    return not isinstance(stated, str) or not stated.strip() or _canonical(stated) in own


def _review(review: dict[str, Any]) -> ClaimReview:
    item, rating = review.get("itemReviewed"), review.get("reviewRating")
    item, rating = item if isinstance(item, dict) else {}, rating if isinstance(rating, dict) else {}
    places = (place for name in _WHERE for place in _each(item.get(name)))
    appeared = (place.get("url") if isinstance(place, dict) else place for place in places)
    kept = dict.fromkeys(one.strip() for one in appeared if isinstance(one, str) and one.strip())
    return ClaimReview(
        _words(review.get("claimReviewed")), _words(rating.get("alternateName")), tuple(kept)[:MOST_REVIEWS]
    )


def _each(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _words(found: Any) -> str | None:
    return " ".join(found.split()) or None if isinstance(found, str) else None


def _has_scope(element: html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.get("itemscope") is not None


def _canonical(address: str) -> str | None:
    try:
        return canonical_url(address)
    except ValueError:
        return None
