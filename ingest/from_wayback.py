"""The Wayback Machine's captures of outlets' feeds and section pages in; what they showed then out.

A capture's time is an upper bound of when its items were out, and a lower bound of nothing. The index is asked in its
CDX format through our own client rather than by the `wayback` package: that brings its own session, which knows
neither our guard against private addresses nor our turns, robots.txt and archive.
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from ingest import charset
from ingest.listing import interleaved, listed
from ingest.looking_back import (
    Answered,
    Found,
    Plan,
    Sight,
    Source,
    listed_item,
    out_by,
    outlet_at,
    sight,
)
from ingest.markup import title_of
from store.looked_back import Ask
from store.model import Outcome

ENDPOINT = "https://web.archive.org"
FEEDS = frozenset({"rss", "atom", "json_feed", "news_sitemap"})
PAGE_ROWS = 1_000  # captures in one answer of the index
SHORTEST_HEADLINE = 25  # letters; what is shorter on a section page is a button
MOST_LINKS = 2_000
_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
_STAMP = re.compile(r"\d{14}")
_KEPT_AT = re.compile(r"/web/(\d{14})(?:[a-z]{2}_)?/")
_FORMAT = "%Y%m%d%H%M%S"


def seeds(plan: Plan) -> list[Ask]:
    """Ask the index for the captures of every feed of the outlets and of every section page named."""
    owners = {outlet.outlet_id for outlet in plan.outlets}
    feeds = [_index_ask(plan, feed.url, feed.outlet_id, "capture") for feed in plan.feeds
             if feed.kind in FEEDS and feed.outlet_id in owners]  # fmt: skip
    pages = [_index_ask(plan, name, outlet_at(plan, name, "wayback").outlet_id, "section") for name in plan.names]
    return interleaved([*feeds, *pages])


def read_index(answered: Answered) -> Found:
    """Read a page of the index: each body it knows is asked for once, as it was first captured."""
    try:
        rows = json.loads(answered.body or b"[]")
    except ValueError as error:
        return Found(fault=Outcome.BROKEN, error=f"not the JSON of a CDX index: {error}")
    if not isinstance(rows, list) or (rows and tuple(rows[0] or ()) != _FIELDS):
        return Found(fault=Outcome.BROKEN, error=f"expected rows of {', '.join(_FIELDS)}")
    captures, resume = _split(rows[1:])
    asks, bad = [], []
    for row in captures:
        if not _is_capture(row):
            bad.append(f"no capture: {str(row)[:80]}")
            continue
        asks.append(_capture_ask(answered, *(str(cell) for cell in row)))
    if resume:
        asks.append(_index_ask(answered.plan, answered.ask.facts["page"], answered.ask.outlet_id or "",
                               answered.ask.facts["then"], resume=resume))  # fmt: skip
    return Found(asks=tuple(asks), entries=len(captures), bad=tuple(bad))


def read_capture(answered: Answered) -> Found:
    """Read a captured feed as a poll of it would have."""
    outlet = outlet_at(answered.plan, answered.ask.facts["page"], "wayback")
    known = {one.outlet_id: one for one in answered.plan.registry.outlets}
    outlet = known.get(answered.ask.outlet_id or "", outlet)
    moment, stamp = _captured_at(answered)
    return listed(answered, outlet, url=answered.ask.facts["page"],
                  more=lambda item, _entry: (out_by(item, "wayback", moment, stamp),))  # fmt: skip


def read_section(answered: Answered) -> Found:
    """Read the headlines of a captured page: links to the same outlet whose words are long enough to be one."""
    plan, page = answered.plan, answered.ask.facts["page"]
    outlet = outlet_at(plan, page, "wayback")
    moment, stamp = _captured_at(answered)
    text = charset.decode(answered.body, answered.content_type).text
    tree = html.document_fromstring(text) if text.strip() else None
    if tree is None:
        return Found(fault=Outcome.BROKEN, error="an empty page")
    sights: dict[str, Sight] = {}
    anchors = list(tree.iter("a"))[:MOST_LINKS]
    for anchor in anchors:
        title = title_of(" ".join(anchor.itertext()))
        if not title or len(title) < SHORTEST_HEADLINE:
            continue
        try:
            address = urljoin(page, (anchor.get("href") or "").strip())
            owner = plan.registry.at(address)
            if owner is None or owner.outlet_id != outlet.outlet_id:
                continue
            item = listed_item(answered, url=address, title=title, outlet=outlet, language=outlet.language)
        except ValueError:
            continue
        sights.setdefault(item.item_id, sight(item, "wayback", out_by(item, "wayback", moment, stamp)))
    return Found(sights=tuple(sights.values()), entries=len(sights))


SOURCE = Source(
    seeds=seeds,
    readers={"index": read_index, "capture": read_capture, "section": read_section},
    endpoint=ENDPOINT,
)


def _index_ask(plan: Plan, page: str, outlet_id: str, then: str, *, resume: str = "") -> Ask:
    asked = {
        "url": page, "from": plan.since.astimezone(UTC).strftime(_FORMAT),
        "to": plan.until.astimezone(UTC).strftime(_FORMAT), "output": "json", "fl": ",".join(_FIELDS),
        "filter": "statuscode:200", "collapse": "digest", "limit": str(PAGE_ROWS), "showResumeKey": "true",
    }  # fmt: skip
    if resume:
        asked["resumeKey"] = resume
    address = f"{plan.endpoint}/cdx/search/cdx?{urlencode(asked)}"
    return Ask(key=address, task="index", address=address, outlet_id=outlet_id, facts={"page": page, "then": then})


def _capture_ask(answered: Answered, stamp: str, original: str, _type: str, _status: str, digest: str) -> Ask:
    return Ask(
        key=f"{answered.ask.facts['page']}|{digest}", task=answered.ask.facts["then"],
        address=f"{answered.plan.endpoint}/web/{stamp}id_/{original}", outlet_id=answered.ask.outlet_id,
        facts={"page": answered.ask.facts["page"], "stamp": stamp, "digest": digest},
    )  # fmt: skip


def _split(rows: Sequence[Any]) -> tuple[list[Any], str | None]:
    """Part the captures from the key to go on with, which stands behind an empty row."""
    if [] not in rows:
        return list(rows), None
    place = list(rows).index([])
    behind = rows[place + 1 :]
    key = behind[0][0] if behind and isinstance(behind[0], list) and behind[0] else None
    return list(rows[:place]), str(key) if key else None


def _is_capture(row: Any) -> bool:
    if not isinstance(row, list) or len(row) != len(_FIELDS) or not all(isinstance(cell, str) for cell in row):
        return False
    try:
        _moment(row[0])
    except ValueError:
        return False
    return str(row[1]).startswith(("http://", "https://"))


def _captured_at(answered: Answered) -> tuple[datetime, str]:
    """Return when the copy was made: the service may lead to another copy than the one asked for."""
    kept = _KEPT_AT.search(answered.url)
    stamp = kept[1] if kept else answered.ask.facts["stamp"]
    return _moment(stamp), stamp


def _moment(stamp: str) -> datetime:
    if not _STAMP.fullmatch(stamp):
        raise ValueError(f"expected 14 digits, got {stamp!r}")
    return datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
