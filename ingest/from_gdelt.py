"""A query and a period in; what GDELT's DOC 2.0 index lists for them out, each with GDELT's own clock.

`seendate` is when GDELT saw an article, in steps of a quarter of an hour: an upper bound, never the outlet's time.
https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from ingest.language import plain_language
from ingest.looking_back import (
    Answered,
    Found,
    Plan,
    Sight,
    Source,
    is_listed,
    listed_item,
    out_by,
    outlet_at,
    read_records,
    sight,
)
from ingest.markup import title_of
from store.errors import ConfigError
from store.looked_back import Ask
from store.model import Outcome

ENDPOINT = "https://api.gdeltproject.org"
MOST_RECORDS = 250  # in one answer; a window with as many is split
STEP = timedelta(minutes=15)  # of GDELT's clock: a window is not split below it
FIRST_WINDOW = timedelta(days=1)
LANGUAGES = {"spanish": "es", "english": "en", "russian": "ru", "portuguese": "pt", "french": "fr", "german": "de"}
_FORMAT = "%Y%m%d%H%M%S"
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_SPACED = re.compile(r"\s+([,.:;?!%)»”])")


def seeds(plan: Plan) -> list[Ask]:
    """Ask for each day of the period. Raises ConfigError without a query."""
    if not plan.query:
        raise ConfigError(
            "--query", "none", "expected a query of GDELT, such as '\"cárteles\" Ucrania sourcelang:spanish'"
        )
    asks, start = [], plan.since
    while start <= plan.until:
        end = min(start + FIRST_WINDOW - timedelta(seconds=1), plan.until)
        asks.append(_ask(plan, start, end))
        start = end + timedelta(seconds=1)
    return asks


def read(answered: Answered) -> Found:
    """Read one window; one that is full is asked for again as two halves, and only those are kept."""
    articles = _articles(answered.body)
    if articles is None:
        said = " ".join(answered.body[:200].decode("utf-8", "replace").split())
        return Found(fault=Outcome.BROKEN, error=f"GDELT says: {said}")
    start, end = (_moment(answered.ask.facts[name]) for name in ("start", "end"))
    full = len(articles) >= MOST_RECORDS
    if full and end - start >= STEP:
        middle = start + (end - start) / 2
        middle = middle.replace(microsecond=0)
        halves = (_ask(answered.plan, start, middle), _ask(answered.plan, middle + timedelta(seconds=1), end))
        return Found(asks=halves, entries=len(articles))
    sights, bad, outside = read_records(articles, lambda article: _sight(article, answered), "an article")
    if full:
        bad.append(f"{MOST_RECORDS} articles in a window of {STEP}: there can be more")
    return Found(sights=tuple(sights), entries=len(articles), outside=outside, bad=tuple(bad))


SOURCE = Source(seeds=seeds, readers={"articles": read}, endpoint=ENDPOINT)


def seen_by(stamp: datetime) -> datetime:
    """Return by when an article of that stamp was certainly out: the stamp names the beginning of its quarter hour."""
    return stamp + STEP - timedelta(seconds=1)


def spaced_as_written(title: str | None) -> str | None:
    """Return a title without the blanks that GDELT puts before punctuation."""
    words = title_of(title)
    return _SPACED.sub(r"\1", words) if words else None


def _ask(plan: Plan, start: datetime, end: datetime) -> Ask:
    first, last = (moment.astimezone(UTC).strftime(_FORMAT) for moment in (start, end))
    asked = urlencode({
        "query": plan.query or "", "mode": "ArtList", "format": "json", "maxrecords": str(MOST_RECORDS),
        "sort": "DateAsc", "startdatetime": first, "enddatetime": last,
    })  # fmt: skip
    address = f"{plan.endpoint}/api/v2/doc/doc?{asked}"
    return Ask(key=address, task="articles", address=address, facts={"start": first, "end": last})


def _articles(body: bytes) -> list[Any] | None:
    """Return the articles, or None where the answer is a sentence; stray backslashes and control characters occur."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return []
    try:
        found = json.loads(_BAD_ESCAPE.sub(r"\\\\", text), strict=False)
    except (ValueError, RecursionError):
        return None
    listed = found.get("articles", []) if isinstance(found, dict) else None
    return listed if isinstance(listed, list) else None


def _sight(article: dict[str, Any], answered: Answered) -> Sight | None:
    stamp = datetime.strptime(article["seendate"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    title = spaced_as_written(article["title"])
    if title is None:
        raise ValueError("no title")
    outlet = outlet_at(answered.plan, article["url"], "GDELT")
    if not answered.plan.wants(outlet):
        return None
    language = plain_language((title, None, None)) or LANGUAGES.get(str(article.get("language")).lower())
    item = listed_item(answered, url=article["url"], title=title, outlet=outlet, language=language)
    shown = sight(item, "gdelt", out_by(item, "gdelt", seen_by(stamp), article["seendate"]))
    return Sight(item=shown.item, readings=shown.readings, outlet=None if is_listed(answered.plan, outlet) else outlet)


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
