"""WARC files of Common Crawl's CC-NEWS, or others, in; the pages of our outlets about what we look for out.

A file is asked for in parts that begin where a record does, so that a run of any length can be killed and gone on with,
and of a file of any size little is held. When a crawler fetched a page is an upper bound of its first appearance, and
a lower bound of nothing. https://commoncrawl.org/blog/news-dataset-available
"""

import gzip
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from ingest.entry import NotAFeedError
from ingest.from_pages import headline_and_words
from ingest.from_pages import read as read_page
from ingest.local_part import SCHEME, path_of
from ingest.looking_back import Answered, Found, Inside, Plan, Sight, Source, Weight, listed_item, out_by
from ingest.span import Span
from ingest.warc_parts import Damage, Ended, GoOn, Raw, steps
from store.errors import ConfigError
from store.looked_back import Ask
from store.model import Fetch, Outcome, Outlet

ENDPOINT = "https://data.commoncrawl.org"
PART = 16_000_000  # bytes asked for at once: some seventy requests a file
LARGEST_PART = 48_000_000  # for a record that does not fit; a longer one ends the file
USUAL_FILE = 1_073_741_824  # bytes; https://commoncrawl.org/blog/news-dataset-available
MOST_PAGE = 5_000_000  # bytes, decoded
MOST_FILES = 20_000  # of one list; a month has some 500
BEFORE = timedelta(days=1)  # a file holds what was crawled from the time in its name on, for about a day at most
_LISTS = (".paths", ".paths.gz")
_STAMP = re.compile(r"CC-NEWS-(\d{14})-")
_HTML = re.compile(r"(?:text/html|application/xhtml\+xml)\b|$", re.IGNORECASE)
_ODD = (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, OSError, KeyError, zlib.error)


def seeds(plan: Plan) -> list[Ask]:
    """Ask for the files and lists that are named, else for Common Crawl's list of each month of the period.

    Raises ConfigError for a file that is not there.
    """
    if not plan.names:
        months = _months(plan.since - BEFORE, plan.until)
        return [_list(f"{plan.endpoint}/crawl-data/CC-NEWS/{month}/warc.paths.gz") for month in months]
    return [_seed(name) for name in plan.names]


def read_list(answered: Answered) -> Found:
    """Read a list of files; of those that Common Crawl names by time only what can hold a page of the period."""
    try:
        lines = _lines(answered.body)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        return Found(fault=Outcome.BROKEN, error=f"not a list of WARC files: {error}")
    asks, bad, outside = [], [], 0
    for number, line in enumerate(lines[:MOST_FILES], start=1):
        address = _listed_address(line, answered)
        if address is None:
            bad.append(f"line {number}: expected the address of a WARC file, got {line[:80]!r}")
        elif _may_hold(address, answered.plan):
            asks.append(_part(address, Span(first=0, size=PART)))
        else:
            outside += 1
    if len(lines) > MOST_FILES:
        bad.append(f"more than {MOST_FILES:,} files")
    return Found(asks=tuple(asks), entries=len(lines), outside=outside, bad=tuple(bad))


def read(answered: Answered) -> Found:
    """Read a part of a file and say where the next one begins; what is damaged costs a record, or ends the file.

    Raises NotAFeedError for what is no WARC file.
    """
    facts, seen = answered.ask.facts, _Seen()
    asked = _span(answered.ask)
    if answered.sent is None or asked is None or answered.sent.first not in {asked.first, 0}:
        return Found(fault=Outcome.BROKEN, error=f"expected the part from byte {facts['first']} on, got another one")
    body = answered.body[asked.first - answered.sent.first :]
    total = answered.sent.total
    if total is None and len(body) < asked.size:
        total = asked.first + len(body)
    try:
        for step in steps(body, first=asked.first, total=total, lost="lost" in facts):
            match step:
                case Raw():
                    _take(step, answered, seen)
                case Damage():
                    seen.entries += 1
                    seen.bad.append(f"byte {step.offset:,}: {step.why}")
                case GoOn():
                    return _gone_on(step, asked, answered.ask.address, seen)
                case Ended():
                    return seen.found(error=step.why)
    except ValueError as error:
        raise NotAFeedError(str(error)) from error
    return seen.found()


def weigh(asks: Sequence[Ask]) -> Weight:
    """Say how many parts files have: by their size where they lie here, else as files of that kind have usually."""
    requests = size = 0
    exact = True
    for ask in asks:
        span = _span(ask)
        if span is None:
            requests += 1
            continue
        here = ask.address.startswith(SCHEME)
        left = max(0, (_size(path_of(ask.address)) if here else USUAL_FILE) - span.first)
        exact = exact and here
        requests, size = requests + max(1, -(-left // span.size)), size + left
    return Weight(requests=requests, size=size, exact=exact)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


@dataclass(slots=True)
class _Seen:
    """What the records of a part have shown so far."""

    sights: list[Sight] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    entries: int = 0
    outside: int = 0

    def found(self, *asks: Ask, error: str | None = None) -> Found:
        bad = [*self.bad, error] if error else self.bad
        return Found(sights=tuple(self.sights), asks=asks, entries=self.entries, outside=self.outside, bad=tuple(bad),
                     inside=tuple(self.inside), fault=Outcome.BROKEN if error else None, error=error)  # fmt: skip


def _gone_on(step: GoOn, asked: Span, address: str, seen: _Seen) -> Found:
    size = PART
    if step.larger:
        if asked.size >= LARGEST_PART:
            return seen.found(error=f"a record of more than {LARGEST_PART:,} bytes at byte {step.offset:,}")
        size = min(asked.size * 3, LARGEST_PART)
    return seen.found(_part(address, Span(first=step.offset, size=size), lost=step.lost))


def _take(raw: Raw, answered: Answered, seen: _Seen) -> None:
    """Read the record or records of one member; one that is odd is a bad one and costs nothing else."""
    try:
        for record in ArchiveIterator(io.BytesIO(raw.data), check_digests=True):
            if record.rec_type in {"response", "revisit"}:
                seen.entries += 1
                _take_record(record, raw.offset, answered, seen)
    except _ODD as error:
        seen.bad.append(f"byte {raw.offset:,}: {' '.join(str(error).split())[:200] or type(error).__name__}")


def _take_record(record: Any, offset: int, answered: Answered, seen: _Seen) -> None:
    """Take a page of an outlet of ours that is about what we look for; else count it as outside."""
    if not (record.rec_headers.get_header("Content-Length") or "").strip().isdecimal():
        raise ValueError("a record without its length")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    outlet = _wanted(url, answered.plan) if record.rec_type == "response" else None
    if outlet is None or record.http_headers is None or not _is_page(record):
        seen.outside += 1
        return
    crawled = _crawled(record.rec_headers.get_header("WARC-Date"))
    if crawled < answered.plan.since:
        seen.outside += 1
        return
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        raise ValueError(f"{url}: the crawler cut it short ({cut})")
    body = record.content_stream().read(MOST_PAGE + 1)
    if len(body) > MOST_PAGE:
        raise ValueError(f"{url}: a page of more than {MOST_PAGE:,} bytes")
    while record.raw_stream.read(1 << 16):  # what is left: the digest is of everything
        pass
    if record.digest_checker.passed is False:
        raise ValueError(f"{url}: {'; '.join(record.digest_checker.problems)[:200]}")
    found = _read_page(body, record, url, outlet, crawled, offset, answered)
    if found is None:
        seen.outside += 1
    else:
        seen.sights.append(found[0])
        seen.inside.append(found[1])


def _read_page(  # noqa: PLR0913, PLR0917 - what is known of a record
    body: bytes, record: Any, url: str, outlet: Outlet, crawled: datetime, offset: int, answered: Answered
) -> tuple[Sight, Inside] | None:
    """Read a page as one that was asked for; None if it is not about what we look for, or not of the period."""
    plan, content_type = answered.plan, record.http_headers.get_header("Content-Type")
    try:
        title, words = headline_and_words(body, content_type)
    except NotAFeedError:
        return None
    if not title or not _meets(plan, f"{title}\n{words}", outlet):
        return None
    listed = listed_item(answered, url=url, title=title, outlet=outlet, language=outlet.language)
    fetch = _fetch(body, record, url, crawled, f"{answered.ask.address}#{offset}", answered)
    facts = {"item_id": listed.item_id, "title": title, "summary": "", "canonical_url": listed.canonical_url}
    ask = Ask(key=url, task="page", address=url, outlet_id=outlet.outlet_id, facts=facts)
    page = replace(answered, ask=ask, body=body, content_type=content_type, url=url, fetch_id=fetch.fetch_id, sent=None)
    found = read_page(page)
    if not found.sights:
        return None
    (shown,) = found.sights
    item = shown.item
    if not plan.covers(item.published.interval) or not _meets(plan, f"{title}\n{item.text or ''}", outlet):
        return None
    seen_by = out_by(item, plan.kind, crawled, record.rec_headers.get_header("WARC-Date"))
    # A page's headline can differ from its feed's without anybody having edited it: a known item keeps its words.
    return replace(shown, words=False, readings=(*shown.readings, seen_by)), Inside(fetch=fetch, body=body)


def _meets(plan: Plan, text: str, outlet: Outlet) -> bool:
    return plan.screen is None or plan.screen.meets(text, outlet.language)


def _fetch(body: bytes, record: Any, url: str, crawled: datetime, where: str, answered: Answered) -> Fetch:  # noqa: PLR0913, PLR0917 - the row's parts
    """Make the row of a page that somebody else fetched: when is a header of it, and our clock says when we read it."""
    digest = sha256(body).hexdigest()
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    told = (("Memento-Datetime", format_datetime(crawled, usegmt=True)), ("X-Archive-Source", where))
    status = record.http_headers.get_statuscode()
    return Fetch(
        fetch_id=sha256(f"{answered.plan.kind}|{url}|{crawled.isoformat()}|{digest}".encode()).hexdigest()[:16],
        source=answered.plan.kind, address=url, started_at=answered.seen_at, finished_at=answered.seen_at,
        outcome=Outcome.OK, body_sha256=digest, body_bytes=len(body), status=int(status), headers=(*headers, *told),
    )  # fmt: skip


def _wanted(url: str, plan: Plan) -> Outlet | None:
    if not url.startswith(("http://", "https://")):
        return None
    outlet = plan.registry.at(url)
    return outlet if outlet and plan.wants(outlet) else None


def _is_page(record: Any) -> bool:
    stated = (record.http_headers.get_header("Content-Type") or "").strip()
    return record.http_headers.get_statuscode() == "200" and bool(_HTML.match(stated))


def _crawled(stated: str | None) -> datetime:
    """Return when a page was crawled; a second, or parts of one, is all the same an upper bound."""
    if stated is None:
        raise ValueError("no WARC-Date")
    moment = datetime.fromisoformat(stated)
    if moment.tzinfo is None:
        raise ValueError(f"a WARC-Date without a zone: {stated[:40]!r}")
    whole = moment.astimezone(UTC)
    return whole if whole.microsecond == 0 else whole.replace(microsecond=0) + timedelta(seconds=1)


def _seed(name: str) -> Ask:
    address = name if name.startswith(("http://", "https://")) else _local(name)
    return _list(address) if _is_list(address) else _part(address, Span(first=0, size=PART))


def _local(name: str) -> str:
    path = Path(name).expanduser().resolve()
    if not path.is_file():
        raise ConfigError("--warc", name, "expected a WARC file, a list of them (.paths, .paths.gz), or an address")
    return path.as_uri()


def _is_list(address: str) -> bool:
    return urlsplit(address).path.endswith(_LISTS)


def _list(address: str) -> Ask:
    return Ask(key=address, task="list", address=address, facts={})


def _part(address: str, span: Span, *, lost: bool = False) -> Ask:
    facts = {"first": str(span.first), "size": str(span.size)} | ({"lost": "1"} if lost else {})
    return Ask(
        key=f"{address}#{span.first}+{span.size}{'?' if lost else ''}", task="part", address=address, facts=facts
    )


def _span(ask: Ask) -> Span | None:
    return Span(first=int(ask.facts["first"]), size=int(ask.facts["size"])) if ask.task == "part" else None


def _lines(body: bytes) -> list[str]:
    data = body
    if body.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(body)) as packed:
            data = packed.read(LARGEST_PART)
    return [line.strip() for line in data.decode("utf-8").splitlines() if line.strip() and not line.startswith("#")]


def _listed_address(line: str, answered: Answered) -> str | None:
    """Return the address of a list's line: whole, below the service, or, in a list that lies here, a file's name."""
    if not line.isprintable() or not line.endswith((".warc", ".warc.gz")):
        return None
    if line.startswith(("http://", "https://")):
        return line
    if line.startswith("crawl-data/"):
        return f"{answered.plan.endpoint}/{line}"
    if not answered.ask.address.startswith(SCHEME):  # another's list names no file of ours
        return None
    path = (path_of(answered.ask.address).parent / line).resolve()
    return path.as_uri() if path.is_file() else None


def _may_hold(address: str, plan: Plan) -> bool:
    """Tell whether a file can hold a page that was crawled in the period, by the time in its name."""
    found = _STAMP.search(address)
    if found is None:
        return True
    try:
        begun = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return True
    return plan.since - BEFORE <= begun <= plan.until


def _months(since: datetime, until: datetime) -> list[str]:
    first, last = since.astimezone(UTC), until.astimezone(UTC)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [f"{first.year + (first.month - 1 + n) // 12}/{(first.month - 1 + n) % 12 + 1:02}" for n in range(count + 1)]


SOURCE = Source(seeds=seeds, readers={"list": read_list, "part": read}, endpoint=ENDPOINT, span=_span, weigh=weigh)
