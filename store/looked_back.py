"""What a back-fill still has to ask for, and the clocks and links that its answers showed; rows in, rows out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.database import Database
from store.model import EVER, Basis, Interval, ItemLink, Meaning, Outcome, Precision, TimeReading

WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing to ask for. `key` makes it this one: the same is asked once in a run."""

    key: str
    task: str  # how its answer is read
    address: str
    outlet_id: str | None = None
    facts: Mapping[str, str]  # what its reader needs besides the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An ask that is not answered yet, with its place in its run."""

    number: int
    ask: Ask
    tries: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What one try of an ask came to; `state` is waiting when it is to be tried again."""

    number: int
    state: str
    outcome: Outcome
    error: str | None = None
    not_before: datetime | None = None
    items: int = 0
    new_items: int = 0
    outside: int = 0
    bad: int = 0


def add_asks(database: Database, run: str, asks: Sequence[Ask]) -> int:
    """Put asks behind those of the run that are there already, each key once; return how many were new."""
    if not asks:
        return 0
    with database.batch("wanted", {"key": [ask.key for ask in asks]}):
        known = {
            row["key"]
            for row in database.rows(
                "select key from backfill_ask semi join wanted using (key) where run = $run", {"run": run}
            )
        }
    new = list({ask.key: ask for ask in reversed(asks) if ask.key not in known}.values())[::-1]
    last = database.rows(
        "select coalesce(max(number), 0) as last from backfill_ask where run = $run", {"run": run}
    )[0]["last"]  # fmt: skip
    names = ("key", "task", "address", "outlet_id")
    columns: dict[str, list[Any]] = {name: [getattr(ask, name) for ask in new] for name in names}
    columns |= {
        "run": [run] * len(new),
        "number": list(range(last + 1, last + 1 + len(new))),
        "facts": [json.dumps(dict(ask.facts), ensure_ascii=False, sort_keys=True) for ask in new],
        "state": [WAITING] * len(new),
        "tries": [0] * len(new),
    }
    database.insert("backfill_ask", columns)
    return len(new)


def waiting_asks(database: Database, run: str) -> list[Waiting]:
    """Return what a run still has to ask for, in the order in which it came up."""
    rows = database.rows(
        "select number, key, task, address, outlet_id, facts, tries, not_before from backfill_ask"
        " where run = $run and state = 'waiting' order by number",
        {"run": run},
    )
    return [_waiting(row) for row in rows]


def settle_asks(database: Database, run: str, settled: Sequence[Settled]) -> None:
    """Write down what tries came to."""
    for one in settled:
        database.execute(
            "update backfill_ask set state = $state, tries = tries + 1, not_before = $not_before, outcome = $outcome,"
            " error = $error, items = $items, new_items = $new_items, outside = $outside, bad = $bad"
            " where run = $run and number = $number",
            {
                "run": run, "number": one.number, "state": one.state, "not_before": one.not_before,
                "outcome": one.outcome.value, "error": one.error, "items": one.items, "new_items": one.new_items,
                "outside": one.outside, "bad": one.bad,
            },
        )  # fmt: skip


def forget_run(database: Database, run: str) -> None:
    """Forget what a run has asked for, so that it begins anew; what it showed stays."""
    database.execute("delete from backfill_ask where run = $run", {"run": run})


def tally(database: Database, run: str) -> dict[str, int]:
    """Return how many asks of a run ended how; those still waiting stand under `waiting`."""
    rows = database.rows(
        "select case when state = 'waiting' then 'waiting' else outcome end as outcome, count(*) as n"
        " from backfill_ask where run = $run group by 1 order by 1",
        {"run": run},
    )
    return {row["outcome"]: row["n"] for row in rows}


def add_readings(database: Database, readings: Sequence[TimeReading]) -> None:
    """Add what is said about when items were out; the same said again by the same kind of source adds nothing."""
    if not readings:
        return
    with database.batch("wanted", {"item_id": [reading.item_id for reading in readings]}):
        known = {
            _said(row["item_id"], row["source"], row["meaning"], row["raw"], row["latest"])
            for row in database.rows(
                "select item_id, source, meaning, raw, latest from time_reading semi join wanted using (item_id)"
            )
        }
    new: dict[tuple[Any, ...], TimeReading] = {}
    for one in readings:
        said = _said(one.item_id, one.source, one.meaning.value, one.raw, one.interval.latest)
        if said not in known:
            new.setdefault(said, one)
    rows = list(new.values())
    names = ("item_id", "source", "raw", "seen_at", "fetch_id")
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in rows] for name in names}
    columns |= {name: [getattr(one, name).value for one in rows] for name in ("meaning", "basis", "precision")}
    columns["earliest"] = [None if one.interval.open else one.interval.earliest for one in rows]
    columns["latest"] = [one.interval.latest for one in rows]
    database.insert("time_reading", columns)


def add_links(database: Database, links: Sequence[ItemLink]) -> None:
    """Add where items point; what an item is known to point at in the same way adds nothing."""
    if not links:
        return
    with database.batch("wanted", {"item_id": [link.item_id for link in links]}):
        known = {
            (row["item_id"], row["kind"], row["target"])
            for row in database.rows("select item_id, kind, target from item_link semi join wanted using (item_id)")
        }
    new = {(one.item_id, one.kind.value, one.target): one for one in reversed(links)}
    rows = [one for key, one in reversed(new.items()) if key not in known]
    names = ("item_id", "target", "words", "seen_at", "fetch_id")
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in rows] for name in names}
    columns["kind"] = [one.kind.value for one in rows]
    database.insert("item_link", columns)


def reading_of(item_id: str, row: Mapping[str, Any]) -> TimeReading:
    """Make a reading of a row's columns."""
    return TimeReading(
        item_id=item_id, source=row["source"], meaning=Meaning(row["meaning"]), basis=Basis(row["basis"]),
        interval=Interval(earliest=row["earliest"] or EVER, latest=row["latest"]),
        precision=Precision(row["precision"]), seen_at=row["seen_at"], fetch_id=row["fetch_id"], raw=row["raw"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An item that some narrative may be in: what asking for its page needs."""

    item_id: str
    outlet_id: str
    url: str
    title: str
    summary: str | None
    guid: str | None
    canonical_url: str


def carriers(
    database: Database, *, narratives: Sequence[str], since: datetime | None, until: datetime | None
) -> list[Carrier]:
    """Return the items that carry one of the narratives (any, if none is named) or may, stated within a time or never.

    Not those that a person decided not to carry it; in the order of their addresses.
    """
    with database.batch("asked", {"narrative_id": list(narratives)}):
        rows = database.rows(
            """
            select distinct i.item_id, i.outlet_id, i.url, v.title, v.summary, i.guid, i.canonical_url
            from mentions m join item i using (item_id) join item_version v using (item_id)
            where m.decision in ('yes', 'review')
                and ((select count(*) from asked) = 0 or m.narrative_id in (select narrative_id from asked))
                and ($since is null or i.published_latest is null or i.published_latest >= $since)
                and ($until is null or i.published_earliest is null or i.published_earliest <= $until)
                and v.version_id = (select max(version_id) from item_version w where w.item_id = i.item_id)
            order by i.url, i.item_id
            """,
            {"since": since, "until": until},
        )
    return [Carrier(**row) for row in rows]


def unread_items(database: Database, *, since: datetime | None, until: datetime | None) -> list[Carrier]:
    """Return the items that looking back listed and of which no text is held, stated within a time or never.

    Not those that `carriers` has, nor those that a person judged; in the order of their addresses.
    """
    rows = database.rows(
        """
        with newest as (
            select item_id, arg_max(title, version_id) as title, arg_max(summary, version_id) as summary
            from item_version group by item_id having count(text) = 0
        )
        select i.item_id, i.outlet_id, i.url, v.title, v.summary, i.guid, i.canonical_url
        from item i join newest v using (item_id)
        where i.source is not null
            and ($since is null or i.published_latest is null or i.published_latest >= $since)
            and ($until is null or i.published_earliest is null or i.published_earliest <= $until)
            and not exists (select 1 from mentions m where m.item_id = i.item_id and m.decision in ('yes', 'review'))
            and not exists (select 1 from judgement j where j.item_id = i.item_id)
        order by i.url, i.item_id
        """,
        {"since": since, "until": until},
    )
    return [Carrier(**row) for row in rows]


def _waiting(row: Mapping[str, Any]) -> Waiting:
    ask = Ask(key=row["key"], task=row["task"], address=row["address"], outlet_id=row["outlet_id"],
              facts=json.loads(row["facts"]))  # fmt: skip
    return Waiting(number=row["number"], ask=ask, tries=row["tries"], not_before=row["not_before"])


def _said(item_id: str, source: str, meaning: str, raw: str | None, latest: datetime) -> tuple[Any, ...]:
    return (item_id, source, meaning, raw, latest)
