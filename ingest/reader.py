"""A retrieved body in; its items, cleaned, or why there are none, out. Runs in processes of its own: see readers.py."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.clean import clean_entry
from ingest.entry import BrokenFeedError, Entry, NotAFeedError, ParsedFeed
from ingest.parse import parse_feed
from store import archive
from store.model import Feed, Item, Outcome, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One body to keep and to read."""

    body: bytes
    content_type: str | None
    url: str  # where it came from in the end
    feed: Feed
    outlet: Outlet
    seen_at: datetime  # when the whole body was here
    absent_at: datetime | None  # the feed's last good poll before
    fetch_id: str
    archive: Path

    def read(self) -> "Reading":
        """Keep the body and read it."""
        return read_body(self)

    def broken(self, why: str) -> "Reading":
        """Return a reading that says why there is none."""
        return Reading(fault=Outcome.BROKEN, error=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body held. `items` in the feed's order; `fault` and `error` say why there are none."""

    items: tuple[Item, ...] = ()
    entries: int = 0
    bad: tuple[str, ...] = ()  # why each entry that could not be read could not
    notes: tuple[str, ...] = ()  # what was repaired
    moved_to: str | None = None
    fault: Outcome | None = None
    error: str | None = None


def read_body(job: Job) -> Reading:
    """Keep the body in the archive, then read it; whatever it holds, this returns."""
    archive.keep(job.archive, job.body)
    try:
        parsed = parse_feed(job.body, content_type=job.content_type, url=job.url)
    except NotAFeedError as error:
        return Reading(fault=Outcome.NOT_A_FEED, error=str(error))
    except BrokenFeedError as error:
        return Reading(fault=Outcome.BROKEN, error=str(error))
    items: list[Item] = []
    bad: list[str] = []
    for entry in _distinct(parsed):
        try:
            items.append(_item(entry, job, parsed))
        except ValueError as error:
            bad.append(str(error))
    entries = len(parsed.entries) + parsed.bad_entries
    bad += ["not readable"] * parsed.bad_entries
    if entries and not items:
        return Reading(entries=entries, bad=tuple(bad), fault=Outcome.BROKEN, error=f"no entry can be read: {bad[0]}")
    return Reading(items=tuple(items), entries=entries, bad=tuple(bad), notes=parsed.faults, moved_to=parsed.moved_to)


def _item(entry: Entry, job: Job, parsed: ParsedFeed) -> Item:
    item = clean_entry(entry, outlet=job.outlet, feed=job.feed, base=job.url, language=parsed.language,
                       seen_at=job.seen_at, fetch_id=job.fetch_id)  # fmt: skip
    return replace(item, absent_at=job.absent_at)


def _distinct(parsed: ParsedFeed) -> Iterator[Entry]:
    """Take away a guid that several entries with different links share: it identifies none of them."""
    links = {(entry.guid, entry.link) for entry in parsed.entries if entry.guid}
    times = Counter(guid for guid, _ in links if guid)
    for entry in parsed.entries:
        yield replace(entry, guid=None) if entry.guid and times[entry.guid] > 1 else entry
