"""Outlets files of invented outlets, for feeds that a test's own server answers."""

from collections.abc import Iterable
from pathlib import Path


def write_registry(path: Path, feeds: Iterable[tuple[str, str]], *, kind: str = "rss") -> Path:
    """Write an outlets file with one outlet (an id) per feed (an address); both in pairs."""
    tables = [
        f'[[outlet]]\nid = "{outlet_id}"\nname = "{outlet_id}"\nkind = "regional"\ncountry = "MX"\nlanguage = "es"\n'
        f'zone = "America/Mexico_City"\nlabel_source = "invented for a test"\nlabel_date = 2026-11-23\n'
        f'domains = ["{outlet_id}.example"]\n'
        f'[[outlet.feeds]]\nurl = "{url}"\nkind = "{kind}"\nstatus = "unconfirmed"\nsource = "invented"\n'
        for outlet_id, url in feeds
    ]
    path.write_text("\n".join(tables), encoding="utf-8")
    return path
