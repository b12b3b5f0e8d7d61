"""A checked registry in; what in it is allowed but probably not meant out, in sentences. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from ingest.registry import Registry
from store.model import Feed, Outlet

LABEL_AGE = timedelta(days=2 * 365)  # owners and editions change; after two years a label is looked up again


def find_doubts(registry: Registry, *, today: date) -> list[str]:
    """Return one sentence for each outlet without a feed, address that leads elsewhere, and label that is old."""
    fed = {feed.outlet_id for feed in registry.feeds}
    found = [doubt for outlet in registry.outlets for doubt in _of_outlet(registry, outlet, outlet.outlet_id in fed)]
    found += [doubt for feed in registry.feeds if (doubt := _of_feed(registry, feed))]
    return found + list(_of_labels(registry, today))


def _of_outlet(registry: Registry, outlet: Outlet, fed: bool) -> Iterator[str]:  # noqa: FBT001 - a fact, no switch
    if not fed:
        yield f'outlet "{outlet.outlet_id}": has no feed, so nothing of it is collected'
    if outlet.home is None or registry.at(outlet.home) == outlet:
        return
    other = registry.at(outlet.home)
    leads = f'leads to outlet "{other.outlet_id}"' if other else "is in no `domains` or `sections`"
    yield f'outlet "{outlet.outlet_id}".home: {urlsplit(outlet.home).hostname} {leads}'


def _of_feed(registry: Registry, feed: Feed) -> str | None:
    other = registry.at(feed.url)
    if other is None or other.outlet_id == feed.outlet_id:
        return None
    return f'outlet "{feed.outlet_id}".feeds: {feed.url} lies at outlet "{other.outlet_id}"'


def _of_labels(registry: Registry, today: date) -> Iterator[str]:
    for outlet_id, read in registry.label_dates.items():
        if today - read > LABEL_AGE:
            yield f'outlet "{outlet_id}".label_date: {read} is more than two years ago'
