"""A registry and what is asked for in; the outlets and feeds that are meant out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.registry import STATUSES, Registry, folded
from store.errors import ConfigError
from store.model import Feed, Kind, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What outlets and feeds must be; nothing given asks for nothing. Of several values one is enough.

    Raises ConfigError for a value that no outlet could have, naming those it could have.
    """

    kinds: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    statuses: Sequence[str] = ()
    search: str | None = None

    def outlets(self, registry: Registry) -> list[Outlet]:
        """Return the outlets that are meant, in the order of the file."""
        self._refuse_unknown(registry)
        fed = {feed.outlet_id for feed in registry.feeds if feed.status in self.statuses}
        aliases: dict[str, list[str]] = {}
        for alias, outlet_id in registry.aliases.items():
            aliases.setdefault(outlet_id, []).append(alias)
        return [
            outlet
            for outlet in registry.outlets
            if self._fits(outlet)
            and (not self.statuses or outlet.outlet_id in fed)
            and self._found(outlet, aliases.get(outlet.outlet_id, []))
        ]

    def feeds(self, registry: Registry) -> list[Feed]:
        """Return the feeds that are meant, of the outlets that are, in the order of the file."""
        chosen = {outlet.outlet_id for outlet in self.outlets(registry)}
        return [
            feed
            for feed in registry.feeds
            if feed.outlet_id in chosen and (not self.statuses or feed.status in self.statuses)
        ]

    def _fits(self, outlet: Outlet) -> bool:
        wanted = ((self.kinds, outlet.kind), (self.countries, outlet.country), (self.languages, outlet.language))
        return all(not values or value in values for values, value in wanted)

    def _found(self, outlet: Outlet, aliases: Iterable[str]) -> bool:
        if self.search is None:
            return True
        stated = (outlet.outlet_id, outlet.name, outlet.city, outlet.owner, *outlet.domains)
        return any(folded(self.search) in text for text in (*(folded(part or "") for part in stated), *aliases))

    def _refuse_unknown(self, registry: Registry) -> None:
        _known("--kind", self.kinds, [kind.value for kind in Kind])
        _known("--country", self.countries, sorted({outlet.country for outlet in registry.outlets}))
        _known("--language", self.languages, sorted({o.language for o in registry.outlets if o.language}))
        _known("--status", self.statuses, STATUSES)
        if self.search is not None and not folded(self.search):
            raise ConfigError("--search", self.search, "expected letters or digits")


def _known(option: str, values: Sequence[str], known: Sequence[str]) -> None:
    for value in values:
        if value not in known:
            raise ConfigError(option, value, f"expected one of {', '.join(known)}")
