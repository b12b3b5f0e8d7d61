"""A period in; what GDELT's GKG files list of outlets that we follow, or about what we look for, out.

A file holds a quarter of an hour, one for English and one for what was translated; together a week has some 4 GB.
http://data.gdeltproject.org/documentation/GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ingest.from_gdelt import STEP, seen_by, spaced_as_written
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
    reading,
    sight,
)
from store.looked_back import Ask
from store.model import Basis, Item, Meaning, Outcome, Precision, PublishedTime, TimeReading

ENDPOINT = "http://data.gdeltproject.org"
EDITIONS = ("", ".translation")
UNPACKED_LIMIT = 400_000_000  # bytes; a file unpacks to some 40 MB
COLUMNS = 27
_FORMAT = "%Y%m%d%H%M%S"
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_STATED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_LANGUAGE = re.compile(r"srclc:([a-z]{3})")
_CODES = {"spa": "es", "rus": "ru", "por": "pt", "fra": "fr", "deu": "de", "eng": "en"}


def seeds(plan: Plan) -> list[Ask]:
    """Ask for both editions of every quarter of an hour that the period touches."""
    start = plan.since.astimezone(UTC)
    moment = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
    asks = []
    while moment <= plan.until:
        for edition in EDITIONS:
            address = f"{plan.endpoint}/gdeltv2/{moment.strftime(_FORMAT)}{edition}.gkg.csv.zip"
            asks.append(Ask(key=address, task="file", address=address, facts={}))
        moment += STEP
    return asks


def read(answered: Answered) -> Found:
    """Read one file; a damaged one is a fault, a row that is none is bad, and what nobody looks for is outside."""
    sights, bad, outside, entries = [], [], 0, 0
    try:
        for number, line in enumerate(_lines(answered.body), start=1):
            entries += 1
            cells = line.rstrip("\n").split("\t")
            try:
                found = _sight(cells, answered)
            except ValueError as error:
                bad.append(f"line {number}: {error}")
                continue
            if found is None:
                outside += 1
            else:
                sights.append(found)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, IndexError, NotImplementedError) as error:
        return Found(fault=Outcome.BROKEN, error=f"not a whole ZIP file of a GKG table: {error}")
    return Found(sights=tuple(sights), entries=entries, outside=outside, bad=tuple(bad[:50]))


SOURCE = Source(seeds=seeds, readers={"file": read}, endpoint=ENDPOINT, fixed=True)


def _lines(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        inside = packed.infolist()[0]
        if inside.file_size > UNPACKED_LIMIT:
            raise zipfile.BadZipFile(f"unpacks to more than {UNPACKED_LIMIT:,} bytes")
        with packed.open(inside) as rows:
            yield from io.TextIOWrapper(rows, encoding="utf-8", errors="replace", newline="\n")


def _sight(cells: list[str], answered: Answered) -> Sight | None:
    if len(cells) != COLUMNS:
        raise ValueError(f"expected {COLUMNS} cells, got {len(cells)}")
    stamp, collection, url, translation, extras = cells[1], cells[2], cells[4], cells[25], cells[26]
    if collection != "1":  # not a page on the web
        return None
    plan, titled = answered.plan, _TITLE.search(extras)
    title = spaced_as_written(html.unescape(titled[1])) if titled else None
    if title is None:
        return None
    outlet = outlet_at(plan, url, "GDELT")
    source = _LANGUAGE.search(translation)
    language = plain_language((title, None, None)) or (_CODES.get(source[1]) if source else "en")
    listed = is_listed(plan, outlet)
    if (plan.screen and not plan.screen.meets(title, language)) or (not listed and plan.screen is None):
        return None
    if not plan.wants(outlet):
        return None
    item = listed_item(answered, url=url, title=title, outlet=outlet, language=language)
    shown = sight(item, "gkg", *_stated(item, extras), out_by(item, "gkg", seen_by(_moment(stamp)), stamp))
    return Sight(item=shown.item, readings=shown.readings, outlet=None if listed else outlet)


def _stated(item: Item, extras: str) -> list[TimeReading]:
    """Return the time of publication as GDELT read it on the page: an index's word for it."""
    found = _STATED.search(extras)
    if found is None:
        return []
    try:
        moment = _moment(found[1])
    except ValueError:
        return []
    if not timedelta() <= item.first_seen_at - moment:
        return []
    time = PublishedTime(raw=found[1], interval=interval_of(moment, Precision.SECOND, ("UTC",)),
                         precision=Precision.SECOND, basis=Basis.INFERRED)  # fmt: skip
    guessed = Item(**{name: getattr(item, name) for name in item.__slots__} | {"published": time})
    read_there = reading(guessed, "gkg", Meaning.GUESSED)
    return [read_there] if read_there else []


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
