"""The pages of items that may carry a narrative in; their whole text, the time they state, and where they point out.

The words come from trafilatura, the time from JSON-LD or the page's own tags, and only where there is none from
htmldate's guess, which is kept as a guess.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]  # lxml carries no types

from ingest import charset
from ingest.claim_review import MOST_DEPTH, claim_reviews, structured
from ingest.entry import NotAFeedError
from ingest.feed_time import read_time
from ingest.interval import interval_of
from ingest.listing import interleaved
from ingest.looking_back import Answered, Found, Plan, Sight, Source, out_by, outlet_at, reading, sight
from ingest.plain import plain
from ingest.sniff import refuse_binary
from ingest.urls import canonical_url, entry_link
from store.looked_back import Ask
from store.model import (
    Basis,
    Item,
    ItemLink,
    LinkKind,
    Meaning,
    Outcome,
    Outlet,
    Precision,
    PublishedTime,
    TimeReading,
)

SHORTEST_TEXT = 80  # letters; what is shorter is a notice, not an article
MOST_CHARACTERS = 5_000_000  # of a page; the longest real ones have a tenth
MOST_LINKS = 200
_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "parsely-pub-date",
)
_URL_DATE = re.compile(r"/(20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?!\d)")
_SHARING = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|whatsapp|linkedin|pinterest|telegram)\.(?:com|me|org)$|^(?:t\.me|wa\.me)$"
)
_READ_ALSO = re.compile(
    r"(?<!\w)(?:(?:le[ae]|ve[ar]?|mira|consulta|escucha)\W{0,3}(?:también|tambien|además|ademas)"
    r"|te (?:puede|podría|podria) interesar|(?:notas?|noticias?|artículos?|temas?) relacionad[ao]s?|no te pierdas"
    r"|(?:read|see) (?:also|more|next)"
    r"|related (?:articles?|stor(?:y|ies)|news)|читайте также|читать также|leia (?:também|mais))(?!\w)",
    re.IGNORECASE,
)  # after these a paragraph only recommends further reading
_SHARE_PATH = re.compile(r"/(?:sharer?|intent|share|send|pin/create|dialog|shareArticle)\b", re.IGNORECASE)


def seeds(plan: Plan) -> list[Ask]:
    """Ask for the page of every item that may carry a narrative; hosts take turns."""
    asks = [
        Ask(key=f"page|{one.item_id}", task="page", address=one.url, outlet_id=one.outlet_id,
            facts={"item_id": one.item_id, "title": one.title, "summary": one.summary or "",
                   "canonical_url": one.canonical_url})
        for one in plan.carriers if one.url.startswith(("http://", "https://")) and "#" not in one.canonical_url
    ]  # fmt: skip
    return interleaved(asks)


def read(answered: Answered) -> Found:
    """Read an article's page. What has no article's text still gives its time and its links.

    Raises NotAFeedError for what is no page at all.
    """
    refuse_binary(answered.body)
    if urlsplit(answered.url).path.strip("/") == "" and urlsplit(answered.ask.address).path.strip("/"):
        return Found(entries=1, fault=Outcome.NOT_A_FEED, error="leads to the front page: the article is gone")
    text = charset.decode(answered.body, answered.content_type).text[:MOST_CHARACTERS]
    tree = _tree(text)
    if tree is None:
        return Found(entries=1, fault=Outcome.NOT_A_FEED, error="not a page of HTML")
    outlet = _outlet(answered)
    words = _article(text)
    times = list(_times(tree, answered.url, outlet))
    item = _item(answered, outlet, words, times, title=_title(answered, tree))
    readings = [_reading(item, time, meaning) for time, meaning in times]
    links = (*_reviews(tree, answered, item), *_links(tree, answered, item, words))
    bad = () if words else ("no article text found",)
    shown = sight(item, answered.plan.kind, *readings, *_changed(tree, item, outlet), words=words is not None)
    return Found(sights=(_with_links(shown, links),), entries=1, bad=bad)


SOURCE = Source(seeds=seeds, readers={"page": read}, fixed=True)


def headline_and_words(body: bytes, content_type: str | None) -> tuple[str | None, str]:
    """Return a page's headline and all words on it, menus included: a sieve before its article is looked for.

    Raises NotAFeedError for what is no page at all.
    """
    refuse_binary(body)
    tree = _tree(charset.decode(body, content_type).text[:MOST_CHARACTERS])
    if tree is None:
        raise NotAFeedError("not a page of HTML")
    texts = (one for one in tree.iter() if isinstance(one.tag, str) and one.tag not in {"script", "style"})
    words = " ".join(f"{one.text or ''} {one.tail or ''}" for one in texts)
    return _headline(tree), " ".join(words.split())


def _headline(tree: html.HtmlElement) -> str | None:
    """Return what a page calls its article: for those that pass it on, in its own heading, or in the window's title."""
    metas = {(meta.get("property") or meta.get("name") or "").strip().lower(): meta.get("content")
             for meta in reversed(list(tree.iter("meta")))}  # fmt: skip
    stated = [metas.get("og:title"), metas.get("twitter:title")]
    stated += [" ".join(found.itertext()) for name in ("h1", "title") for found in tree.iter(name)]
    return next((title for one in stated if one and (title := plain(one))), None)


def _with_links(shown: Sight, links: tuple[ItemLink, ...]) -> Sight:
    return replace(shown, links=links)


def _tree(text: str) -> html.HtmlElement | None:
    """Parse a page, or return None where there is nothing of one."""
    if "<" not in text:
        return None
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError):
        return None


def _article(text: str) -> str | None:
    import trafilatura  # noqa: PLC0415 - half a second that only reading pages is worth

    found = trafilatura.bare_extraction(text, include_comments=False, include_tables=False, with_metadata=False)
    words = plain(found.text if isinstance(found, trafilatura.settings.Document) else None)
    return words if words and len(words) >= SHORTEST_TEXT else None


def _title(answered: Answered, tree: html.HtmlElement) -> str:
    """Return the headline that brought us here; the page's own where a list gave nothing but the address."""
    stated = answered.ask.facts["title"]
    return (_headline(tree) or stated) if stated == answered.ask.address else stated


def _item(
    answered: Answered, outlet: Outlet, words: str | None, times: list[tuple[PublishedTime, Meaning]], *, title: str
) -> Item:
    """Make the item as its page shows it."""
    facts = answered.ask.facts
    unknown = PublishedTime(raw=None, interval=None, precision=Precision.UNKNOWN, basis=Basis.PAGE)
    stated = next((time for time, meaning in times if meaning is Meaning.STATED), unknown)
    return Item(
        item_id=facts["item_id"], outlet_id=outlet.outlet_id, url=answered.ask.address,
        canonical_url=facts["canonical_url"], title=title, summary=facts["summary"] or None, text=words,
        language=outlet.language, published=stated, first_seen_at=answered.seen_at, fetch_id=answered.fetch_id,
        source=answered.plan.kind,
    )  # fmt: skip


def _outlet(answered: Answered) -> Outlet:
    known = {outlet.outlet_id: outlet for outlet in answered.plan.registry.outlets}
    found = known.get(answered.ask.outlet_id or "") or outlet_at(answered.plan, answered.ask.address, "page")
    return replace(found, outlet_id=answered.ask.outlet_id or found.outlet_id)


def _times(tree: html.HtmlElement, url: str, outlet: Outlet) -> Iterator[tuple[PublishedTime, Meaning]]:
    """Yield the times that a page states, JSON-LD first, each once; a guess only where nothing is stated."""
    seen = set()
    for raw in (*_json_dates(tree, "datePublished"), *_tag_dates(tree)):
        time = _time(raw, outlet, Basis.PAGE)
        if time is not None and time.interval not in seen:
            seen.add(time.interval)
            yield time, Meaning.STATED
    if dated := _URL_DATE.search(urlsplit(url).path):
        time = _time("-".join((dated[1], dated[2].zfill(2), dated[3].zfill(2))), outlet, Basis.URL)
        if time is not None:
            yield time, Meaning.STATED
            seen.add(time.interval)
    if not seen and (guess := _guess(tree)):
        time = _time(guess, outlet, Basis.INFERRED)
        if time is not None:
            yield time, Meaning.GUESSED


def _guess(tree: html.HtmlElement) -> str | None:
    import htmldate  # noqa: PLC0415 - as above

    try:
        found = htmldate.find_date(etree.tostring(tree, encoding="unicode", method="html"), original_date=True,
                                   extensive_search=False, min_date="1995-01-01")  # fmt: skip
    except (ValueError, etree.Error):  # of a page that is hardly one
        return None
    return str(found) if found else None


def _time(raw: str, outlet: Outlet, basis: Basis) -> PublishedTime | None:
    try:
        moment, level = read_time(raw, languages=(outlet.language,))
    except ValueError:
        return None
    return PublishedTime(raw=raw, interval=interval_of(moment, level, outlet.zones), precision=level, basis=basis)


def _json_dates(tree: html.HtmlElement, name: str) -> Iterator[str]:
    for found in structured(tree):
        yield from _named(found, name, MOST_DEPTH)


def _named(found: Any, name: str, depth: int) -> Iterator[str]:
    """Yield the dates of that name of articles, nearest to the top first; a comment's or video's is not the page's."""
    if depth == 0:
        return
    if isinstance(found, list):
        for one in found:
            yield from _named(one, name, depth - 1)
    if isinstance(found, dict):
        kinds = " ".join(map(str, found["@type"])) if isinstance(found.get("@type"), list) else str(found.get("@type"))
        stated = found.get(name)
        if isinstance(stated, str) and re.search(r"Article|Posting|Report|WebPage", kinds):
            yield stated
        for key in ("@graph", "mainEntity", "itemListElement"):
            yield from _named(found.get(key), name, depth - 1)


def _tag_dates(tree: html.HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name in _META and meta.get("content"):
            yield meta.get("content").strip()
    for time in tree.iter("time"):
        marked = (time.get("itemprop") or "").lower() == "datepublished" or time.get("pubdate") is not None
        if marked and time.get("datetime"):
            yield time.get("datetime").strip()


def _reading(item: Item, time: PublishedTime, meaning: Meaning) -> TimeReading | None:
    return reading(replace(item, published=time), item.source or "page", meaning)


def _changed(tree: html.HtmlElement, item: Item, outlet: Outlet) -> list[TimeReading]:
    """Return what the time of the last change says: that the article was out by then."""
    times = [_time(raw, outlet, Basis.PAGE) for raw in _json_dates(tree, "dateModified")]
    now = datetime.max.replace(tzinfo=UTC)
    ends = [(time.interval.latest, time.raw) for time in times if time and time.interval and time.interval.latest < now]
    source = item.source or "page"
    return [out_by(item, source, moment, raw) for moment, raw in ends[:1] if moment <= item.first_seen_at]


def _reviews(tree: html.HtmlElement, answered: Answered, item: Item) -> Iterator[ItemLink]:
    """Yield the claims that the page marks as reviewed by it: where each stood, or the page where it does not say."""
    for review in claim_reviews(tree, item.canonical_url, answered.url, answered.ask.address):
        said = " · ".join(part for part in (review.verdict, review.claim) if part)
        places = [place for one in review.appeared if (place := _address(one, answered.url))]
        for target in places or [item.url]:
            yield _link(item, LinkKind.CLAIM_REVIEW, target, said or None)


def _links(tree: html.HtmlElement, answered: Answered, item: Item, words: str | None) -> Iterator[ItemLink]:
    """Yield the page's own name for its address, and where its article points: not menus, and not share buttons."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            target = _address(link.get("href"), answered.url)
            if target and _canonical(target) != item.canonical_url:
                yield _link(item, LinkKind.CANONICAL, target, None)
            break
    outlets, count = answered.plan.registry, 0
    for paragraph in tree.iter("p", "blockquote", "li"):
        said = plain(" ".join(paragraph.itertext()))
        if not words or not said or said[:40] not in words:
            continue
        for anchor in paragraph.iter("a"):
            target = _address(anchor.get("href"), answered.url)
            if target is None or count == MOST_LINKS or _is_button(target):
                continue
            owner = outlets.at(target)
            if owner is not None and owner.outlet_id == item.outlet_id:
                continue
            count += 1
            kind = LinkKind.CITATION if owner else LinkKind.LINK
            if _READ_ALSO.search(_before(anchor, paragraph)):
                kind = LinkKind.FURTHER
            yield _link(item, kind, target, plain(" ".join(anchor.itertext())))


def _before(anchor: html.HtmlElement, paragraph: html.HtmlElement) -> str:
    """Return the words of a paragraph up to the end of one of its links."""
    said = [paragraph.text or ""]
    for one in paragraph.iterdescendants():
        said.append(one.text or "" if isinstance(one.tag, str) else "")
        if one is anchor:
            break
        said.append(one.tail or "")
    return " ".join(said)


def _link(item: Item, kind: LinkKind, target: str, words: str | None) -> ItemLink:
    return ItemLink(item_id=item.item_id, kind=kind, target=target, seen_at=item.first_seen_at, fetch_id=item.fetch_id,
                    words=words[:200] if words else None)  # fmt: skip


def _address(href: str | None, base: str) -> str | None:
    try:
        return entry_link(urljoin(base, (href or "").strip()), base) if href and href.strip() else None
    except ValueError:
        return None


def _canonical(target: str) -> str | None:
    try:
        return canonical_url(target)
    except ValueError:
        return None


def _is_button(target: str) -> bool:
    parts = urlsplit(target)
    return bool(_SHARING.search(parts.hostname or "") and (_SHARE_PATH.search(parts.path) or "text=" in parts.query))
