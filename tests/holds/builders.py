"""Invented items in batches of one retrieval each: rows and their body, for tests of what survives."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from store import archive
from store.database import Database, Paths
from store.identity import fetch_id, item_id
from store.items import add_items
from store.model import Basis, Fetch, Interval, Item, Kind, Outcome, Outlet, Precision, PublishedTime
from store.observed import add_fetches, add_outlets
from tests.builders import NOW

OUTLET = Outlet(outlet_id="faro", name="El Faro inventado", kind=Kind.REGIONAL, country="MX", zone_basis="country",
                zones=("America/Mexico_City",), label_source="invented for tests")  # fmt: skip
SIZE = 20


def add_batch(database: Database, paths: Paths, number: int, *, size: int = SIZE, now: datetime = NOW) -> list[str]:
    """Keep a body, then add its retrieval and items in one transaction, as collecting does; return the items' ids.

    The last item of the batch before comes again with other words, and its first one unchanged.
    """
    address = f"https://faro.example/feed/{number}"
    body = "\n".join(_title(number, place) for place in range(size)).encode()
    digest = archive.keep(paths.archive, body)
    fetch = Fetch(fetch_id=fetch_id("feed", address, now.isoformat()), source="feed", address=address, started_at=now,
                  finished_at=now, outcome=Outcome.OK, body_sha256=digest, body_bytes=len(body))  # fmt: skip
    items = [invented(number, place, fetch.fetch_id, now=now) for place in range(size)]
    if number:
        items += [invented(number - 1, size - 1, fetch.fetch_id, now=now, title=f"Corregido tras la tanda {number}"),
                  invented(number - 1, 0, fetch.fetch_id, now=now)]  # fmt: skip
    with database.transaction():
        add_outlets(database, [OUTLET])
        add_fetches(database, [fetch])
        add_items(database, items)
    return [one.item_id for one in items[:size]]


def ids_of(numbers: Sequence[int], *, size: int = SIZE) -> list[str]:
    """Return the ids of all items of these batches."""
    return [item_id("faro", _address(number, place)) for number in numbers for place in range(size)]


def invented(number: int, place: int, fetched: str, *, now: datetime, title: str | None = None) -> Item:
    """Return one invented item."""
    url = _address(number, place)
    at = NOW + timedelta(minutes=number, seconds=place)
    stated = PublishedTime(raw=at.isoformat(), interval=Interval(earliest=at, latest=at), precision=Precision.SECOND,
                           basis=Basis.FEED)  # fmt: skip
    return Item(item_id=item_id("faro", url), outlet_id="faro", url=url, canonical_url=url, guid=url, text=None,
                title=title or _title(number, place), summary="Un resumen inventado. " * 8, language="es",
                published=stated, first_seen_at=now, fetch_id=fetched)  # fmt: skip


def _address(number: int, place: int) -> str:
    return f"https://faro.example/{number}/{place}"


def _title(number: int, place: int) -> str:
    return f"Nota inventada {number} número {place} sobre carteles y laboratorios"
