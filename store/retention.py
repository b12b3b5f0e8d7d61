"""How long things are kept in, what may go and why out; what has gone is written down beside the bodies first."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store import archive
from store.database import Database, Paths
from store.search import index_path

IDLE = timedelta(days=90)
ASIDE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is kept: so many snapshots; bodies that brought nothing for `idle`; what was put aside for `aside`.

    Bodies that brought an item, a wording or a date stay for ever, unless `unmatched` is given: then those all of whose
    items no narrative carries, nobody decided on and nobody labelled go after that time.
    """

    snapshots: int = 3
    idle: timedelta = IDLE
    aside: timedelta = ASIDE
    unmatched: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """One file that a rule lets go; `digest` is set for a body."""

    rule: str
    path: Path
    size: int
    digest: str | None = None


# A body is kept as long as its youngest retrieval asks for it: many polls can show the same bytes.
_BODIES = """
with brought as (
    select fetch_id, item_id from item union select fetch_id, item_id from item_version
    union select fetch_id, item_id from published_change
), cared as (
    select item_id from mention where decision in ('yes', 'review') union select item_id from judgement
    union select item_id from gold_label
), weighed as (
    select r.body_sha256, max(r.finished_at) as last, count(b.item_id) as items, count(c.item_id) as cared
    from retrieval r left join brought b using (fetch_id) left join cared c using (item_id)
    where r.body_sha256 is not null group by r.body_sha256
)
select body_sha256, case when items = 0 then 'body without news' else 'body without a match' end as rule from weighed
where (items = 0 and last < $idle) or (cared = 0 and items > 0 and last < $unmatched)
order by body_sha256
"""
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def doomed(database: Database, paths: Paths, rules: Rules, *, now: datetime) -> list[Doomed]:
    """Return what the rules let go, and touch nothing."""
    return [
        *_snapshots(paths, rules.snapshots),
        *_put_aside(paths, now - rules.aside),
        *_bodies(database, paths, rules, now=now),
    ]


def remove(paths: Paths, files: Sequence[Doomed], *, now: datetime) -> int:
    """Remove what `doomed` returned, bodies only once their hashes are on record; return the bytes gained."""
    bodies = [one for one in files if one.digest]
    if bodies:
        with (paths.archive / archive.PRUNED).open("a", encoding="utf-8") as handle:
            handle.write("\n")  # closes a line that a crash cut off
            for one in bodies:
                said = {"body_sha256": one.digest, "pruned_at": now.isoformat(), "rule": one.rule}
                handle.write(json.dumps(said) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
    for one in files:
        one.path.unlink(missing_ok=True)
    return sum(one.size for one in files)


def _snapshots(paths: Paths, keep: int) -> list[Doomed]:
    shown = Path(os.path.realpath(paths.pointer))
    old = sorted(paths.snapshots.glob("*.duckdb"), key=lambda path: int(path.stem))[:-keep]
    return [_file("old snapshot", path) for snapshot in old if snapshot.resolve() != shown
            for path in (snapshot, index_path(snapshot)) if path.exists()]  # fmt: skip


def _put_aside(paths: Paths, before: datetime) -> list[Doomed]:
    found = [*paths.data.rglob("*.damaged"), *paths.data.rglob("*.replaced-*")]
    files = sorted({one for path in found for one in ([path] if path.is_file() else path.rglob("*")) if one.is_file()})
    return [_file("put aside", path) for path in files
            if datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < before]  # fmt: skip


def _bodies(database: Database, paths: Paths, rules: Rules, *, now: datetime) -> list[Doomed]:
    limits = {"idle": now - rules.idle, "unmatched": now - rules.unmatched if rules.unmatched else _NEVER}
    gone = archive.pruned(paths.archive)
    found = [(row, archive.path_of(paths.archive, row["body_sha256"])) for row in database.rows(_BODIES, limits)]
    return [_file(row["rule"], path, row["body_sha256"]) for row, path in found
            if row["body_sha256"] not in gone and path.exists()]  # fmt: skip


def _file(rule: str, path: Path, digest: str | None = None) -> Doomed:
    return Doomed(rule=rule, path=path, size=path.stat().st_size, digest=digest)
