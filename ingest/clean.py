"""Raw strings of an entry or a row in; canonical URL, plain text, identity and time with its precision out. Pure."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from ingest.entry import Entry
from store.identity import item_id
from store.model import Basis, Feed, Interval, Item, Outlet, Precision, PublishedTime

TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|dclid|mc_cid|mc_eid|igshid|yclid|_ga|ref_src|ocid)$", re.IGNORECASE)
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_CLOCK = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}(?P<minute>:\d{2}(?P<second>:\d{2}(\.\d{1,6})?)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?"
)
_ORDER = (Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.DAY, Precision.MONTH, Precision.UNKNOWN)
_ONE_SECOND = timedelta(seconds=1)


def canonical_url(url: str) -> str:
    """Return the address without what does not identify the page.

    Scheme and host lower case, http as https, `www.`, fragment, tracking parameters, default port and trailing
    slash dropped. Raises ValueError unless it is http(s) with a host.
    """
    parts = urlsplit(url.strip())
    if any(c.isspace() or unicodedata.category(c).startswith("C") for c in url.strip()):
        raise ValueError("expected an address without blanks and control characters")
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an http(s) address with a host")
    host = parts.hostname.removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)]
    return urlunsplit(("https", host + port, parts.path.rstrip("/"), urlencode(kept), ""))


def plain(text: str | None) -> str | None:
    """Return one line of text without control and bidirectional characters; None if nothing is left."""
    if text is None:
        return None
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in BIDI.sub("", text))
    return " ".join(visible.split()) or None


def clean_entry(  # noqa: PLR0913 - what an item is made of
    entry: Entry, *, outlet: Outlet, feed: Feed, base: str, language: str | None, seen_at: datetime, fetch_id: str
) -> Item:
    """Turn an entry into an item; a first version, without markup and odd dates."""
    url = entry.link or base
    canonical = canonical_url(url)
    title = plain(entry.title)
    if title is None:
        raise ValueError("an entry without a title")
    try:
        published = published_time(entry.published, None, Basis.FEED, outlet.zones)
    except ValueError:
        published = PublishedTime(raw=entry.published, interval=None, precision=Precision.UNKNOWN, basis=Basis.FEED)
    return Item(item_id=item_id(outlet.outlet_id, canonical), outlet_id=outlet.outlet_id, url=url,
                canonical_url=canonical, title=title, summary=plain(entry.summary), text=None,
                language=language, published=published, first_seen_at=seen_at, fetch_id=fetch_id,
                guid=entry.guid, author=entry.author, feed_id=feed.feed_id)  # fmt: skip


def published_time(raw: str | None, precision: str | None, basis: Basis, zones: tuple[str, ...]) -> PublishedTime:
    """Read a stated time: YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 date and time.

    Without an offset it is read in the outlet's `zones`; with several, the interval spans all of them. Midnight
    sharp counts as the day, unless `precision` says that it is a time.
    `precision` may be coarser than the string, never finer; None takes the string's own.
    Raises ValueError saying what was expected.
    """
    stated = Precision(precision) if precision else None
    if not raw or stated is Precision.UNKNOWN:
        return PublishedTime(raw=raw or None, interval=None, precision=Precision.UNKNOWN, basis=basis)
    moment, own = _read(raw)
    if stated and own is Precision.DAY and _CLOCK.fullmatch(raw):
        own = Precision.SECOND
    level = stated or own
    if _ORDER.index(level) < _ORDER.index(own):
        raise ValueError(f"precision {level} is finer than {raw!r} says")
    if level is Precision.UNKNOWN:
        return PublishedTime(raw=raw, interval=None, precision=level, basis=basis)
    return PublishedTime(raw=raw, interval=_span(moment, level, zones), precision=level, basis=basis)


def _read(raw: str) -> tuple[datetime, Precision]:
    if re.fullmatch(r"\d{4}", raw):
        return datetime(int(raw), 1, 1), Precision.UNKNOWN  # noqa: DTZ001 - its zone is applied in _span
    try:
        if month := _MONTH.fullmatch(raw):
            return datetime(int(month[1]), int(month[2]), 1), Precision.MONTH  # noqa: DTZ001 - as above
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            return datetime.combine(date.fromisoformat(raw), time()), Precision.DAY
        if clock := _CLOCK.fullmatch(raw):
            return _with_clock(datetime.fromisoformat(raw), clock)
    except ValueError:
        pass
    raise ValueError(f"expected YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 time, got {raw!r}")


def _with_clock(moment: datetime, clock: re.Match[str]) -> tuple[datetime, Precision]:
    """Take midnight sharp for a day whose hour nobody stated: programs write dates that way."""
    if moment.time() == time():
        return moment, Precision.DAY
    level = Precision.SECOND if clock["second"] else Precision.MINUTE if clock["minute"] else Precision.HOUR
    return moment, level


def _span(moment: datetime, level: Precision, zones: tuple[str, ...]) -> Interval:
    places = [moment.tzinfo] if moment.tzinfo else [ZoneInfo(zone) for zone in zones]
    starts_ends = [(_start(moment, level).replace(tzinfo=place), _next(moment, level).replace(tzinfo=place))
                   for place in places]  # fmt: skip
    return Interval(
        earliest=min(start.astimezone(UTC) for start, _ in starts_ends),
        latest=max(end.astimezone(UTC) for _, end in starts_ends) - _ONE_SECOND,
    )


def _start(moment: datetime, level: Precision) -> datetime:
    naive = moment.replace(tzinfo=None, microsecond=0)
    if level is Precision.MONTH:
        return naive.replace(day=1, hour=0, minute=0, second=0)
    if level is Precision.DAY:
        return naive.replace(hour=0, minute=0, second=0)
    if level is Precision.HOUR:
        return naive.replace(minute=0, second=0)
    return naive.replace(second=0) if level is Precision.MINUTE else naive


def _next(moment: datetime, level: Precision) -> datetime:
    start = _start(moment, level)
    if level is Precision.MONTH:
        return (start + timedelta(days=32)).replace(day=1)
    steps = {
        Precision.DAY: timedelta(days=1),
        Precision.HOUR: timedelta(hours=1),
        Precision.MINUTE: timedelta(minutes=1),
    }
    return start + steps.get(level, _ONE_SECOND)
