"""A query and a period in; the stories that Media Cloud's search lists for them out, dated to the day.

Asked in the format of its API through our own client rather than by the `mediacloud` package, whose session knows
neither our guard against private addresses nor our turns and archive. The key goes into a header and nowhere else.
https://github.com/mediacloud/api-client
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from ingest.interval import interval_of
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
from store.model import Basis, Meaning, Outcome, Outlet, Precision, PublishedTime

ENDPOINT = "https://search.mediacloud.org"
PAGE_SIZE = 1_000
PLATFORM = "onlinenews-mediacloud"


def seeds(plan: Plan) -> list[Ask]:
    """Ask for the first page. Names are collections, as `source:ID` or `collection:ID`.

    Raises ConfigError without a query, or for a name that is neither.
    """
    if not plan.query:
        raise ConfigError("--query", "none", "expected a query of Media Cloud, such as 'cárteles AND Ucrania'")
    return [_ask(plan, token=None)]


def read(answered: Answered) -> Found:
    """Read one page; the next one is asked for by its token."""
    try:
        found = json.loads(answered.body)
        stories, token = found["stories"], found.get("pagination_token")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Found(fault=Outcome.BROKEN, error=f"not a list of stories: {error!r}")
    if not isinstance(stories, list):
        return Found(fault=Outcome.BROKEN, error="not a list of stories")
    sights, bad, outside = read_records(stories, lambda story: _sight(story, answered), "a story")
    more = (_ask(answered.plan, token=str(token)),) if token and stories else ()
    return Found(sights=tuple(sights), asks=more, entries=len(stories), outside=outside, bad=tuple(bad))


SOURCE = Source(seeds=seeds, readers={"stories": read}, endpoint=ENDPOINT)


def _ask(plan: Plan, *, token: str | None) -> Ask:
    asked = {
        "start": f"{plan.since.astimezone(UTC):%Y-%m-%d}", "end": f"{plan.until.astimezone(UTC):%Y-%m-%d}",
        "q": plan.query or "", "platform": PLATFORM, "page_size": str(PAGE_SIZE), **_places(plan),
    }  # fmt: skip
    if token:
        asked["pagination_token"] = token
    address = f"{plan.endpoint}/api/search/story-list?{urlencode(asked)}"
    return Ask(key=address, task="stories", address=address, facts={})


def _places(plan: Plan) -> dict[str, str]:
    """Return which sources and collections to search, in the service's words."""
    places: dict[str, list[str]] = {}
    for name in plan.names:
        kind, _, number = name.partition(":")
        if kind not in {"source", "collection"} or not number.isdecimal():
            raise ConfigError("--name", name, "expected source:ID or collection:ID, as Media Cloud numbers them")
        places.setdefault("ss" if kind == "source" else "cs", []).append(number)
    return {key: ",".join(numbers) for key, numbers in places.items()}


def _sight(story: dict[str, Any], answered: Answered) -> Sight | None:
    title = title_of(story["title"])
    if title is None:
        raise ValueError("no title")
    outlet = outlet_at(answered.plan, story["url"], "Media Cloud")
    published = _published(story.get("publish_date"), outlet)
    if not answered.plan.wants(outlet) or not answered.plan.covers(published.interval):
        return None
    language = plain_language((title, None, None)) or (str(story.get("language") or "")[:2].lower() or None)
    item = listed_item(answered, url=story["url"], title=title, outlet=outlet, language=language, published=published)
    indexed = story.get("indexed_date")
    bound = out_by(item, "mediacloud", _indexed(indexed), indexed) if indexed else None
    shown = sight(item, "mediacloud", bound, meaning=Meaning.GUESSED)
    return Sight(item=shown.item, readings=shown.readings, outlet=None if is_listed(answered.plan, outlet) else outlet)


def _published(stated: str | None, outlet: Outlet) -> PublishedTime:
    """Return the day that Media Cloud names: nobody says in which zone, so it is UTC's or the outlet's."""
    if not stated:
        return PublishedTime(raw=None, interval=None, precision=Precision.UNKNOWN, basis=Basis.INFERRED)
    day = date.fromisoformat(stated[:10])
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    interval = interval_of(moment, Precision.DAY, ("UTC", *outlet.zones))
    return PublishedTime(raw=stated, interval=interval, precision=Precision.DAY, basis=Basis.INFERRED)


def _indexed(stated: str) -> datetime:
    moment = datetime.fromisoformat(stated)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0) + timedelta(seconds=1)
