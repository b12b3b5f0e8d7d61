"""An outlet's sitemaps in, index files and gzip included; what they list in the period out.

News sitemaps state when a page was published, with its zone: the best clock that many outlets offer. Of other sitemaps
lastmod is taken only for what it says: that the page was out by then.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from ingest.feed_time import read_time
from ingest.interval import interval_of
from ingest.listing import changed_by, days, interleaved, listed
from ingest.looking_back import Answered, Found, Plan, Source, outlet_at
from ingest.parse import parse_sitemap_index
from ingest.sitemap import Part
from store.looked_back import Ask
from store.model import Interval, Outlet, Precision

KINDS = frozenset({"news_sitemap", "sitemap_index", "archive_sitemap"})
DEEPEST = 2  # an index of indexes
_DATED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)[-_/]?(?P<month>0[1-9]|1[0-2])(?:[-_/]?(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)"
)


def seeds(plan: Plan) -> list[Ask]:
    """Ask for every sitemap of the outlets, one a day or month where its address is a template; hosts take turns."""
    owners = {outlet.outlet_id: outlet for outlet in plan.outlets}
    asks = [
        _ask(address, feed.outlet_id, depth=0)
        for feed in plan.feeds
        if feed.kind in KINDS and feed.status != "dead" and feed.outlet_id in owners
        for address in _addresses(feed.url, plan)
    ]
    asks += [_ask(name, outlet_at(plan, name, "sitemap").outlet_id, depth=0) for name in plan.names]
    return interleaved(asks)


def read(answered: Answered) -> Found:
    """Read an index, which makes us ask for its parts, or a sitemap."""
    outlet = _owner(answered)
    parts = parse_sitemap_index(answered.body, content_type=answered.content_type)
    if parts is None:
        return listed(answered, outlet, url=answered.url,
                      more=lambda item, entry: changed_by(item, entry, outlet, "sitemap"))  # fmt: skip
    depth = int(answered.ask.facts["depth"]) + 1
    asks, bad, outside = [], [], 0
    for part in parts:
        address = urljoin(answered.url, part.address)
        if not _is_own(address, answered, outlet) or depth > DEEPEST:
            bad.append(f"{address}: not asked for, {'too deep' if depth > DEEPEST else 'another publisher'}")
        elif _may_hold(part, answered.plan, outlet):
            asks.append(_ask(address, outlet.outlet_id, depth=depth))
        else:
            outside += 1
    return Found(asks=tuple(asks), entries=len(parts), outside=outside, bad=tuple(bad))


SOURCE = Source(seeds=seeds, readers={"sitemap": read})


def _ask(address: str, outlet_id: str, *, depth: int) -> Ask:
    return Ask(key=address, task="sitemap", address=address, outlet_id=outlet_id, facts={"depth": str(depth)})


def _addresses(url: str, plan: Plan) -> Iterator[str]:
    if "{" not in url:
        yield url
        return
    seen = dict.fromkeys(
        url.replace("{YYYY-MM-DD}", f"{day:%Y-%m-%d}").replace("{YYYYMM}", f"{day:%Y%m}")
        for day in days(plan.since, plan.until)
    )
    yield from seen


def _owner(answered: Answered) -> Outlet:
    known = {outlet.outlet_id: outlet for outlet in answered.plan.registry.outlets}
    name = answered.ask.outlet_id or ""
    return known[name] if name in known else outlet_at(answered.plan, answered.ask.address, "sitemap")


def _is_own(address: str, answered: Answered, outlet: Outlet) -> bool:
    """Tell whether a part lies with the index or at another address of the outlet."""
    try:
        if urlsplit(address).scheme not in {"http", "https"}:
            return False
        if urlsplit(address).netloc == urlsplit(answered.url).netloc:
            return True
        owner = answered.plan.registry.at(address)
    except ValueError:  # brackets that are no IPv6 address
        return False
    return owner is not None and owner.outlet_id == outlet.outlet_id


def _may_hold(part: Part, plan: Plan, outlet: Outlet) -> bool:
    """Tell whether a part can list something of the period, by the date in its name and by when it last changed."""
    named = _DATED.search(part.address)
    if named and not plan.covers(_named_time(named)):
        return False
    if not part.changed:
        return True
    try:
        moment, level = read_time(part.changed, languages=(outlet.language,))
    except ValueError:
        return True
    return interval_of(moment, level, outlet.zones).latest >= plan.since


def _named_time(named: re.Match[str]) -> Interval | None:
    """Return the day or month that a name states, in every zone there is; None for the 31st of April."""
    try:
        day = date(int(named["year"]), int(named["month"]), int(named["day"] or 1))
    except ValueError:
        return None
    level = Precision.DAY if named["day"] else Precision.MONTH
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    return interval_of(moment, level, ("Etc/GMT+12", "Etc/GMT-14"))
