"""The outlets file in; checked outlets, feeds, and the names and addresses that lead to them out."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from ingest.toml_table import Table, parse_toml, read_text
from ingest.zones import zones_of
from store.errors import ConfigError
from store.model import Feed, Kind, Outlet

FEED_KINDS = (
    "rss",
    "atom",
    "json_feed",
    "news_sitemap",
    "sitemap_index",
    "archive_sitemap",
    "telegram_preview",
)
STATUSES = ("confirmed", "unconfirmed", "dead")

_FILE_KEYS = frozenset({"outlet", "shared_domains"})
OUTLET_KEYS = (
    "id", "name", "aliases", "kind", "country", "city", "zone", "language", "home", "owner", "label_source",
    "label_date", "domains", "sections", "note", "feeds", "url",
)  # fmt: skip
FEED_KEYS = ("url", "kind", "status", "source", "since", "probed", "note")

_URL_KEYS = frozenset({"keep", "drop"})

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}|unknown")
_LANGUAGE = re.compile(r"[a-z]{2}")
_HOST = re.compile(r"(?!www\.)([a-z0-9-]+\.)+[a-z0-9-]+")
_HOST_MEANT = "a host such as milenio.com, lower case, without www."
_SECTION = re.compile(_HOST.pattern + r"(/[a-z0-9._~-]+){1,3}")
_PARAMETER = re.compile(r"[^\s&=#?]+")
_PARAMETER_MEANT = "the name of a query parameter such as id"
_DATE_MARK = re.compile(r"\{(YYYY-MM-DD|YYYYMM)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Every outlet and feed we know, and how a name or an address leads to its outlet.

    `aliases` holds the folded names, aliases and ids that belong to one outlet only; `addresses` hosts and
    host/path sections; `shared` the domains under which a sub-domain never counts as its parent; `label_dates` the
    day on which an outlet's labels were read, by its id.
    """

    outlets: tuple[Outlet, ...]
    feeds: tuple[Feed, ...]
    aliases: dict[str, str]
    addresses: dict[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    label_dates: dict[str, date] = field(default_factory=dict)
    _by_id: dict[str, Outlet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {outlet.outlet_id: outlet for outlet in self.outlets})

    def named(self, name: str) -> Outlet | None:
        """Return the one outlet of that name, alias or id; accents, case, blanks and punctuation are ignored."""
        return self._by_id.get(self.aliases.get(folded(name), ""))

    def at(self, address: str) -> Outlet | None:
        """Return the outlet at a host or URL: its longest registered domain, and there the longest section.

        Whole labels are compared, so start.com is not below rt.com. Below a shared domain only what is
        registered there counts: deutsch.news-pravda.com is nobody's when only news-pravda.com is known.
        """
        found = next((key for key in _keys(address, self.shared) if key in self.addresses), "")
        return self._by_id.get(self.addresses.get(found, ""))


def folded(name: str) -> str:
    """Return a name's letters and digits in any script, without accents and case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())


def load_registry(path: Path) -> Registry:
    """Read and check the outlets file; its header explains the keys.

    Raises ConfigError naming the outlet and the key, or the line when it is not TOML at all.
    """
    return registry_of(read_text(path), path)


def registry_of(text: str, path: Path) -> Registry:
    """Check the text of an outlets file, be it written already or not; `path` is what complaints name."""
    registry, faults = _checked(text, path)
    if faults:
        raise faults[0]
    return registry


def find_faults(path: Path) -> list[ConfigError]:
    """Return everything that is wrong with the outlets file, in its order; what is no TOML is one fault."""
    try:
        return _checked(read_text(path), path)[1]
    except ConfigError as error:
        return [error]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """One [[outlet]] table, read."""

    table: Table
    outlet: Outlet
    label_date: date | None
    aliases: tuple[str, ...]
    sections: tuple[str, ...]
    feeds: tuple[Feed, ...]


def _checked(text: str, path: Path) -> tuple[Registry, list[ConfigError]]:
    top = Table(file=path, where="", cells=parse_toml(text, path))
    top.only(_FILE_KEYS)
    listed = [_listed(table) for table in top.tables("outlet")]
    feeds = tuple(feed for one in listed for feed in one.feeds)
    _refuse_repeats(top, "id", [one.outlet.outlet_id for one in listed])
    _refuse_repeats(top, "feeds.url", [feed.url for feed in feeds])
    registry = Registry(
        outlets=tuple(one.outlet for one in listed),
        feeds=feeds,
        aliases=_aliases(listed),
        addresses=_addresses(listed),
        shared=frozenset(top.texts("shared_domains", _HOST, _HOST_MEANT)),
        label_dates={one.outlet.outlet_id: one.label_date for one in listed if one.label_date},
    )
    return registry, top.faults


def _listed(numbered: Table) -> _Listed:
    outlet_id = numbered.matching("id", _SLUG, "a slug of a-z, 0-9 and hyphens such as el-universal")
    table = numbered.renamed(f'outlet "{outlet_id}"') if outlet_id else numbered
    table.only(frozenset(OUTLET_KEYS))
    table.optional("note")
    label_date = table.day("label_date")
    return _Listed(
        table=table,
        outlet=_outlet(table, outlet_id, label_date),
        label_date=label_date,
        aliases=table.texts("aliases", re.compile(r".*\w.*"), "names"),
        sections=table.texts("sections", _SECTION, "host/path such as oem.com.mx/elsoldemexico, lower case"),
        feeds=tuple(_feed(feed, outlet_id) for feed in table.tables("feeds")),
    )


def _outlet(table: Table, outlet_id: str, label_date: date | None) -> Outlet:
    country = table.matching("country", _COUNTRY, 'two capital letters (ISO 3166) or "unknown"') or "unknown"
    zones, zone_basis = _zones(table, country)
    url_keep, url_drop = _url_rules(table)
    return Outlet(
        outlet_id=outlet_id,
        name=table.text("name"),
        kind=Kind(table.choice("kind", [kind.value for kind in Kind]) or Kind.OTHER),
        country=country,
        zones=zones,
        zone_basis=zone_basis,
        label_source=f"{table.text('label_source')}, read {label_date}",
        domains=table.texts("domains", _HOST, _HOST_MEANT),
        city=table.optional("city"),
        language=_language(table),
        home=table.web("home"),
        owner=table.optional("owner"),
        url_keep=url_keep,
        url_drop=url_drop,
    )


def _url_rules(outlet: Table) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the query parameters that name a page at an outlet (None: not said), and those that name none."""
    rules = outlet.table("url")
    rules.only(_URL_KEYS)
    keep = rules.texts("keep", _PARAMETER, _PARAMETER_MEANT)
    drop = rules.texts("drop", _PARAMETER, _PARAMETER_MEANT)
    both = sorted(set(keep) & set(drop))
    if both:
        rules.wrong("drop", f"expected parameters that keep does not name, got {', '.join(both)}")
    return keep if "keep" in rules.cells else None, drop


def _zones(table: Table, country: str) -> tuple[tuple[str, ...], str]:
    zone = table.optional("zone")
    if zone in _iana_zones():
        return (zone,), "registry"
    if zone is not None:
        table.wrong("zone", f"expected an IANA zone such as America/Mexico_City, got {zone!r}")
    return zones_of(country)


@cache
def _iana_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _language(table: Table) -> str | None:
    if "language" not in table.cells:
        return None
    return table.matching("language", _LANGUAGE, "two small letters (ISO 639-1)")


def _feed(table: Table, outlet_id: str) -> Feed:
    table.only(frozenset(FEED_KEYS))
    table.text("url")
    url = table.web("url") or ""
    kind = table.choice("kind", FEED_KINDS)
    if not fits_template(url, kind):
        table.wrong("url", "expected {YYYY-MM-DD} or {YYYYMM}, only in an archive_sitemap, or no braces")
    status = table.choice("status", STATUSES)
    probed = table.optional("probed")
    if status in {"confirmed", "dead"} and "probed" not in table.cells:
        table.wrong("probed", f"expected date and result of the probe that makes it {status}")
    notes = (f"probed {probed}" if probed else None, table.optional("note"))
    return Feed(
        feed_id=f"{outlet_id}/{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}",
        outlet_id=outlet_id,
        url=url,
        kind=kind,
        status=status,
        source=table.text("source"),
        since=table.day("since") if "since" in table.cells else None,
        note="; ".join(note for note in notes if note) or None,
    )


def is_host(text: str) -> bool:
    """Say whether a text may stand among an outlet's domains."""
    return bool(_HOST.fullmatch(text))


def fits_template(url: str, kind: str) -> bool:
    """Say whether braces in a feed's address stand for a date, and the feed is of the one kind that may have them."""
    templated, fixed = _DATE_MARK.search(url), _DATE_MARK.sub("", url)
    return "{" not in fixed and (not templated or kind == "archive_sitemap")


def _refuse_repeats(top: Table, key: str, values: list[str]) -> None:
    for value, times in Counter(values).items():
        if value and times > 1:
            top.wrong(key, f"expected each once, got {value!r} {times} times")


def _aliases(listed: Sequence[_Listed]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for one in listed:
        for name in (one.outlet.outlet_id, one.outlet.name, *one.aliases):
            owners.setdefault(folded(name), set()).add(one.outlet.outlet_id)
    return {name: ids.pop() for name, ids in owners.items() if name and len(ids) == 1}


def _addresses(listed: Sequence[_Listed]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for one in listed:
        for key, addresses in (("domains", one.outlet.domains), ("sections", one.sections)):
            for address in addresses:
                if address in owners:
                    one.table.wrong(key, f'{address!r} already belongs to outlet "{owners[address]}"')
                owners.setdefault(address, one.outlet.outlet_id)
    return owners


def _keys(address: str, shared: frozenset[str]) -> Iterator[str]:
    """Yield what an address may be registered under: longest domain first, and there longest path first."""
    try:
        parts = urlsplit((address if "//" in address else f"//{address}").strip().lower())
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:  # brackets that are no IPv6 address
        return
    labels = host.split(".")
    steps = [step for step in parts.path.split("/") if step][:3]
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if start > 0 and domain in shared:
            return
        yield from ("/".join((domain, *steps[:depth])) for depth in range(len(steps), 0, -1))
        yield domain
