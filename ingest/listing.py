"""A feed's or sitemap's body in, whoever kept it; what it lists, with whose clock, out. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from ingest.clean import clean_entry
from ingest.entry import Entry
from ingest.feed_time import read_time
from ingest.interval import interval_of
from ingest.looking_back import Answered, Found, Sight, feed_of, out_by, sight
from ingest.parse import parse_feed
from store.looked_back import Ask
from store.model import Item, Outlet, TimeReading

More = Callable[[Item, Entry], Sequence[TimeReading]]


def listed(answered: Answered, outlet: Outlet, *, url: str, more: More) -> Found:
    """Read a feed or sitemap of an outlet as one poll of it would; `more` gives the clocks besides the stated one.

    Raises NotAFeedError or BrokenFeedError as the parser does.
    """
    parsed = parse_feed(answered.body, content_type=answered.content_type, url=url)
    feed = feed_of(outlet, url, answered.plan.kind)
    sights: list[Sight] = []
    bad = ["not readable"] * parsed.bad_entries
    outside = 0
    for entry in parsed.entries:
        own = entry if entry.published or parsed.kind != "news_sitemap" else replace(entry, updated=None)
        try:
            item = clean_entry(own, outlet=outlet, feed=feed, base=url, language=parsed.language,
                               seen_at=answered.seen_at, fetch_id=answered.fetch_id)  # fmt: skip
        except ValueError as error:
            bad.append(str(error))
            continue
        owner = answered.plan.registry.at(item.url)
        if owner is not None and owner.outlet_id != outlet.outlet_id:
            bad.append(f"{item.url}: another outlet's address")
        elif answered.plan.covers(item.published.interval):
            sights.append(sight(item, answered.plan.kind, *more(item, entry)))
        else:
            outside += 1
    entries = len(parsed.entries) + parsed.bad_entries
    return Found(sights=tuple(sights), entries=entries, outside=outside, bad=tuple(bad))


def changed_by(item: Item, entry: Entry, outlet: Outlet, source: str) -> tuple[TimeReading, ...]:
    """Return what a sitemap's lastmod says of a page: that it was out by then, whenever it was published."""
    if not entry.updated or entry.published:
        return ()
    try:
        moment, level = read_time(entry.updated, languages=(outlet.language,))
    except ValueError:
        return ()
    return (out_by(item, source, interval_of(moment, level, outlet.zones).latest, entry.updated),)


def interleaved(asks: Sequence[Ask]) -> list[Ask]:
    """Order asks so that hosts take turns, each host's own in their order."""
    by_host: dict[str, list[Ask]] = {}
    for ask in asks:
        by_host.setdefault(urlsplit(ask.address).netloc, []).append(ask)
    return [ask for round_ in zip_longest(*by_host.values()) for ask in round_ if ask is not None]


def days(since: datetime, until: datetime) -> Iterator[date]:
    """Yield the days that a period touches anywhere on Earth near its ends: a day more on both sides."""
    day = since.astimezone(UTC).date() - timedelta(days=1)
    while day <= until.astimezone(UTC).date() + timedelta(days=1):
        yield day
        day += timedelta(days=1)
