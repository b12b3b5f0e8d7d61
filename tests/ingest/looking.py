"""A back-fill as tests run it: the real one, in this process, against a server on loopback, at a fixed time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ingest.backfill import BackfillReport, Bounds, DryRun, backfill, dry_run
from ingest.collect import CollectContext
from ingest.fetch import Limits
from ingest.looking_back import Answered, Found, Plan
from ingest.readers import Made, Readers, Work
from ingest.registry import load_registry
from ingest.sources import Reads
from store.database import Paths, open_writer
from store.looked_back import Ask
from tests.builders import NOW
from tests.ingest.registries import write_registry

SINCE, UNTIL = datetime(2024, 4, 8, tzinfo=UTC), datetime(2024, 4, 14, 23, 59, 59, tzinfo=UTC)


class Here(Readers):
    """Reads in this process, which saves starting others; the tests of whole commands do that."""

    async def read(self, job: Work[Made]) -> Made:
        return job.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One data folder with invented outlets, and a plan to fill it."""

    folder: Path
    plan: Plan
    bounds: Bounds = field(default_factory=lambda: Bounds(rest=timedelta(seconds=0.01)))

    def run(self, **bounds: Any) -> BackfillReport:
        with open_writer(self.paths, now=NOW, job="test") as database:
            return backfill(database, self._context(), self.plan, replace(self.bounds, **bounds),
                            readers=Here())  # fmt: skip

    def anew(self) -> BackfillReport:
        with open_writer(self.paths, now=NOW, job="test") as database:
            return backfill(database, self._context(), self.plan, self.bounds, anew=True, readers=Here())

    def dry(self, *, most: int | None = None) -> DryRun:
        with open_writer(self.paths, now=NOW, job="test") as database:
            return dry_run(database, self.plan, most=most)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with open_writer(self.paths, now=NOW, job="test") as database:
            return database.rows(sql)

    @property
    def paths(self) -> Paths:
        return Paths(self.folder / "data")

    def _context(self) -> CollectContext:
        return CollectContext(paths=self.paths, clock=lambda: datetime.now(UTC), limits=Limits(deadline_s=5, stall_s=0.3),
                              report=lambda _result: None, allow_loopback=True)  # fmt: skip


def read(  # noqa: PLR0913 - what an answer is made of
    look: Look,
    task: str,
    body: bytes | str,
    *,
    address: str = "https://faro.example/nota",
    facts: Mapping[str, str] = MappingProxyType({}),
    outlet_id: str | None = "faro",
    url: str | None = None,
) -> Found:
    """Read one answer as its task says, without asking anybody."""
    ask = Ask(key=address, task=task, address=address, outlet_id=outlet_id, facts=facts)
    data = body if isinstance(body, bytes) else body.encode()
    return Reads(answered=Answered(plan=look.plan, ask=ask, body=data, content_type=None, url=url or address,
                                   seen_at=NOW, fetch_id="f")).read()  # fmt: skip


def look(  # noqa: PLR0913 - what a plan is made of
    folder: Path,
    kind: str,
    *,
    feeds: Mapping[str, str] | None = None,
    feed_kind: str = "rss",
    endpoint: str = "",
    query: str | None = None,
    names: tuple[str, ...] = (),
) -> Look:
    """Return a back-fill of the week of 8 April 2024 for invented outlets, by id with their feed."""
    listed = [*(feeds or {}).items()] or [("faro", "https://faro.example/rss")]
    registry = load_registry(write_registry(folder / "outlets.toml", listed, kind=feed_kind))
    plan = Plan(kind=kind, since=SINCE, until=UNTIL, registry=registry, endpoint=endpoint, outlets=registry.outlets,
                feeds=registry.feeds, query=query, names=names)  # fmt: skip
    return Look(folder=folder, plan=plan)
