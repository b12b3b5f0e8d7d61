"""What polling leaves between two rounds: feed states, stamp classes, coverage, and what hosts said in robots.txt."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from store.database import Database
from store.model import CoverageSpan, FeedState, Interval, Outcome, Stamp

_STATE = tuple(field.name for field in fields(FeedState))


def load_states(database: Database) -> dict[str, FeedState]:
    """Return what is known of every feed polled so far, by feed id."""
    rows = database.rows(f"select {', '.join(_STATE)} from feed_state order by feed_id")  # noqa: S608 - our own names
    return {row["feed_id"]: _state(row) for row in rows}


def replace_states(database: Database, states: Sequence[FeedState]) -> None:
    """Write the states of the feeds just polled in place of the old ones."""
    with database.batch("polled", {"feed_id": [state.feed_id for state in states]}):
        database.execute("delete from feed_state where feed_id in (select feed_id from polled)")
    columns: dict[str, list[Any]] = {name: [getattr(state, name) for state in states] for name in _STATE}
    columns["outcome"] = [state.outcome and state.outcome.value for state in states]
    columns["newest"] = [list(state.newest) for state in states]
    database.insert("feed_state", columns)


def load_stamps(database: Database) -> dict[str, Stamp]:
    """Return the present stamp class of every feed of which one has been learnt."""
    rows = database.rows(
        "select feed_id, class as stamp_class, learnt_at, items, share, reach_h, slack_h from feed_stamp"
        " qualify row_number() over (partition by feed_id order by learnt_at desc) = 1 order by feed_id"
    )
    return {row["feed_id"]: Stamp(**row) for row in rows}


def add_stamps(database: Database, stamps: Sequence[Stamp]) -> None:
    """Add classes that have changed; what was believed before stays, for questions as of then."""
    names = ("feed_id", "learnt_at", "items", "share", "reach_h", "slack_h")
    columns: dict[str, list[Any]] = {name: [getattr(stamp, name) for stamp in stamps] for name in names}
    database.insert("feed_stamp", columns | {"class": [stamp.stamp_class for stamp in stamps]})


def extend_coverage(database: Database, spans: Sequence[CoverageSpan]) -> None:
    """Write spans; a watched one of the same feed and beginning gives way to its longer self."""
    if not spans:
        return
    grown = [span for span in spans if span.watched]
    keys = {"feed_id": [span.feed_id for span in grown], "started_at": [span.started_at.isoformat() for span in grown]}
    with database.batch("grown", keys):
        database.execute(
            "delete from coverage_span where watched"
            " and (feed_id, started_at) in (select (feed_id, cast(started_at as timestamptz)) from grown)"
        )
    names = ("feed_id", "outlet_id", "started_at", "ended_at", "watched", "reason")
    database.insert("coverage_span", {name: [getattr(span, name) for span in spans] for name in names})


def recent_robots(database: Database, *, since: datetime) -> dict[str, dict[str, Any]]:
    """Return by address the newest answer to a request for a robots.txt: status, body_sha256, finished_at."""
    rows = database.rows(
        "select address, status, body_sha256, finished_at from retrieval where source = 'robots'"
        " and finished_at >= $since and status is not null"
        " qualify row_number() over (partition by address order by finished_at desc) = 1 order by address",
        {"since": since},
    )
    return {row.pop("address"): row for row in rows}


def stated_times(database: Database, item_ids: Sequence[str]) -> dict[str, Interval]:
    """Return the first stated time of the dated items among these."""
    if not item_ids:
        return {}
    with database.batch("wanted", {"item_id": item_ids}):
        rows = database.rows(
            "select item_id, published_earliest, published_latest from item semi join wanted using (item_id)"
            " where published_earliest is not null"
        )
    return {
        row["item_id"]: Interval(earliest=row["published_earliest"], latest=row["published_latest"]) for row in rows
    }


def _state(row: dict[str, Any]) -> FeedState:
    outcome = row["outcome"]
    return FeedState(**{**row, "outcome": outcome and Outcome(outcome), "newest": tuple(row["newest"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHistory:
    """What four weeks of polls say about one feed; counts leave out the first poll, which shows a whole window."""

    feed_id: str
    outlet_id: str
    url: str
    outcome: str | None
    error: str | None
    seen_at: datetime | None
    new_at: datetime | None
    due_at: datetime | None
    gone_at: datetime | None
    failures: int
    moved_to: str | None
    stamp_class: str | None
    items_last_day: int
    items_usual_day: float | None
    usual_silence_h: float | None  # 95th percentile of the hours between two polls with something new
    silences: int  # how many it rests on
    overruns_week: int


def feed_histories(database: Database, *, now: datetime) -> list[FeedHistory]:
    """Return the history of every feed polled so far, by feed id."""
    rows = database.rows(
        """
        with polls as (
            select feed_id, started_at, new_items, overrun, previous_seen_at is null as first
            from retrieval where source = 'feed' and started_at > $now - interval 28 days
        ), news as (
            select feed_id, epoch(started_at - lag(started_at) over (partition by feed_id order by started_at)) / 3600
                as silence_h
            from polls where new_items > 0
        ), silence as (
            select feed_id, quantile_cont(silence_h, 0.95) as usual_silence_h, count(silence_h) as silences
            from news group by feed_id
        ), volume as (
            select feed_id,
                sum(new_items) filter (not first and started_at > $now - interval 1 day) as items_last_day,
                sum(new_items) filter (not first)
                    / nullif(epoch(max(started_at) - min(started_at)) / 86400, 0) as items_usual_day,
                count(*) filter (overrun and started_at > $now - interval 7 days) as overruns_week
            from polls group by feed_id
        )
        select s.feed_id, f.outlet_id, s.url, s.outcome, s.error, s.seen_at, s.new_at, s.due_at, s.gone_at, s.failures,
            s.moved_to, f.stamp_class, coalesce(v.items_last_day, 0)::integer as items_last_day, v.items_usual_day,
            c.usual_silence_h, coalesce(c.silences, 0) as silences, coalesce(v.overruns_week, 0) as overruns_week
        from feed_state s join feeds f using (feed_id)
        left join volume v using (feed_id) left join silence c using (feed_id)
        order by s.feed_id
        """,
        {"now": now},
    )
    return [FeedHistory(**row) for row in rows]
