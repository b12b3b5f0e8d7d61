"""`python -m tests.bench_store [--items N] [--folder DIR] [--json FILE]`: what a full store answers, adds and publishes.

Invented items of three years in order of time, 300 outlets, 40 narratives of which an item in 80 carries one. Beside
each figure stands a baseline from the same minute: the same question on the bare tables, a plain copy of the file.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.ask import ask
from dashboard.find import Wanted, search
from narratives.catalog import load_narratives
from narratives.run import rebuild_ledgers
from store import items as item_store
from store.database import HERE, Database, Paths, open_snapshot, open_writer
from store.identity import item_id
from store.ledger import log_decisions
from store.model import Basis, Interval, Item, OriginRule, Precision, PublishedTime
from store.published import add_answers
from store.search import find, index_path, update_index
from store.snapshot import point_to, publish_snapshot
from tests import bench_ledger_sql as ledger_sql
from tests.builders import ROOT

ITEMS, OUTLETS, NARRATIVES, BATCH = 1_000_000, 300, 40, 500
RUNS, MOST_S = 20, 12.0  # a question that has taken so long in all is not asked again
ADDED, REPEATED, REWORDED = 20, 60, 10  # batches of 500; stored items in each; those that come with other words
NOW = datetime(2026, 10, 31, tzinfo=UTC)  # where the filled three years end: the last week is full
KNOWN = {
    "the last week": "i.first_seen_at >= timestamptz '2026-10-24 00:00:00Z'"
    " and v.seen_at >= timestamptz '2026-10-24 00:00:00Z'",
    "any age": "hash(i.item_id) % 97 = 5",
}
_IDS = "left(md5(cast(n as varchar)), 12)"
_WORD = "'palabra' || cast(exp(9.2 * (hash(n, x) % 100003) / 100003) as integer)"  # the n-th word 1/n as often
TEXTS = f"""insert into item_version (version_id, item_id, seen_at, title, summary, content_hash, fetch_id, feed_id)
    select n + 1, {_IDS}, timestamptz '2023-11-01 00:20:00Z' + to_seconds(n * 94608000 // $items),
        array_to_string([{_WORD} for x in range(9)], ' '), array_to_string([{_WORD} for x in range(10, 38)], ' '),
        left(md5(cast(-n as varchar)), 16), left(md5(cast(n // 50 as varchar)), 16),
        'outlet' || (hash(n) % $outlets) || '-feed' from range($first, $last) t(n)"""
MENTIONS = f"""insert into mention select {_IDS}, 'narrative-' || (hash(n + 7) % $narratives),
        if(hash(n + 3) % 5 = 0, 'review', 'yes'), 0.9, 'bench', 'attributes', null, 'unknown', null, [], null, 0.7, 'x'
    from range($items) t(n) where hash(n + 1) % 80 = 0"""
NARRATIVE = """insert into narrative select 'narrative-' || n, 'Relato ' || n, 'Narrative ' || n, 'Relato ' || n,
    'Narrative ' || n, null, null, null, [], [], [], null, null, null, 'x' from range($narratives) t(n)"""
RETRIEVAL = """insert into retrieval (fetch_id, source, address, started_at, finished_at, outcome)
    select left(md5(cast(n as varchar)), 16), 'feed', 'https://invented.example', timestamptz '2023-11-01 00:00:00Z'
        + to_seconds(n * 94608000 // ($items // 50 + 1)), timestamptz '2023-11-01 00:00:01Z', 'ok'
    from range($items // 50 + 1) t(n)"""
KEYS = (
    "insert into item_key select md5_number_lower('i|' || item_id), item_id from item",
    "insert into item_key select md5_number_lower('u|' || outlet_id || '|' || canonical_url), item_id from item",
)
STEP = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: what was measured, in seconds, beside its baseline."""

    what: str
    items: int
    median_s: float
    p95_s: float
    baseline: str = ""
    baseline_s: float | None = None


def measure(items: int, folder: Path, *, searching: bool = True) -> list[Figure]:
    """Fill a store if the folder holds none, and measure it; without searching, the index is left out of all."""
    paths = Paths(folder)
    figures: list[Figure] = []
    with open_writer(paths, now=NOW, job="bench") as database:
        if not database.rows("select 1 from item limit 1"):
            say(f"filled with {items:,} items in {timed(lambda: fill(database, items)):.0f} s")
            if searching:
                say(f"index built in {timed(lambda: update_index(database, paths)):.0f} s")
            database.execute("checkpoint")
        figures += adding(database, items)
        figures += publishing(database, paths, items, searching=searching)
        for one in figures:
            say(line(one))
        raw = asking_raw(database)
    return figures + asking(paths, items, raw, searching=searching)


def fill(database: Database, items: int) -> None:
    """Insert the invented rows, and make the ledgers that rest on them."""
    wanted = {"items": items, "outlets": OUTLETS, "narratives": NARRATIVES}
    texts = [(TEXTS, {"first": first, "last": min(first + STEP, items)}) for first in range(0, items, STEP)]
    plain = [one for n, one in enumerate(ledger_sql.FILL) if n not in {2, 3}]  # its texts and mentions: ours differ
    for statement, more in [*((one, {}) for one in (*plain, NARRATIVE, RETRIEVAL, MENTIONS, *KEYS)), *texts]:
        database.execute(statement, {key: value for key, value in (wanted | more).items() if f"${key}" in statement})
    base = load_narratives(ROOT / "data" / "narratives")[0]
    rule = OriginRule(outlets=("outlet1", "outlet2"))
    log_decisions(database, now=NOW)
    rebuild_ledgers(database, [replace(base, narrative_id=f"narrative-{n}", origin=rule) for n in range(NARRATIVES)])


def adding(database: Database, items: int) -> list[Figure]:
    """Add 500 items: 440 new, 50 stored and unchanged, 10 stored with other words; beside them, 500 to an empty store.

    Feeds repeat what is a few days old; a back-fill or an import repeats items of any age, so both are timed.
    """
    start = int(time.time()) * 1000
    with tempfile.TemporaryDirectory() as other, open_writer(Paths(Path(other)), now=NOW, job="bench") as empty:
        bare = spread([batch(BATCH * number) for number in range(ADDED)], lambda one: add(empty, one))
    figures = []
    for part, (words, where) in enumerate(KNOWN.items()):
        known = stored_items(database, where, REPEATED * ADDED)
        batches = [
            batch(start + BATCH * (ADDED * part + number), known[REPEATED * number : REPEATED * (number + 1)])
            for number in range(ADDED)
        ]
        took = spread(batches, lambda one: add(database, one))
        figures.append(figure(f"add 500 items, 60 known of {words}", items, took, "500 to an empty store", bare))
    return figures


def stored_items(database: Database, where: str, most: int) -> list[Item]:
    """Return stored items, with the words of their first version, as a feed would bring them again."""
    rows = database.rows(
        f"select * from (select i.*, v.title, v.summary from item i join item_version v using (item_id) where {where})"
        f" using sample {most} rows (reservoir, 5)"
    )
    return [
        Item(item_id=row["item_id"], outlet_id=row["outlet_id"], url=row["url"], canonical_url=row["canonical_url"],
             guid=row["guid"], text=None, language=row["language"], title=row["title"], summary=row["summary"],
             published=PublishedTime(raw=row["published_raw"], precision=Precision(row["published_precision"]),
                                     basis=Basis(row["published_basis"]),
                                     interval=Interval(earliest=row["published_earliest"], latest=row["published_latest"])),
             first_seen_at=NOW, fetch_id="bench", feed_id=row["feed_id"])
        for row in rows
    ]  # fmt: skip


def publishing(database: Database, paths: Paths, items: int, *, searching: bool) -> list[Figure]:
    """Publish twice beside a plain copy of the same file, and time the part that makes answers by itself."""
    copy = paths.data / "copy"
    plain = spread(range(2), lambda _: subprocess.run(["cp", "--", str(paths.database), str(copy)], check=True))
    beside = ("plain copy of the database alone", plain)
    answers = spread(range(2), lambda _: add_answers(copy, paths))
    made = figure(f"make the answers of a snapshot, {copy.stat().st_size / 1e9:.2f} GB", items, answers, *beside)
    if not searching:
        paths.snapshots.mkdir(exist_ok=True)
        copy.rename(paths.snapshots / "1.duckdb")
        point_to(paths, paths.snapshots / "1.duckdb")
        return [made]
    copy.unlink()
    took = spread(range(2), lambda _: publish_snapshot(database, paths, now=datetime.now(UTC)))
    newest = Path(paths.pointer).resolve()
    size = (newest.stat().st_size + index_path(newest).stat().st_size) / 1e9
    return [made, figure(f"publish {size:.2f} GB, its index included", items, took, *beside)]


def asking_raw(database: Database) -> dict[str, list[float]]:
    """Ask the writer's own tables the same as the snapshot, twice each: what its answers are measured against."""
    script = (HERE / "published.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if "table carried" in statement or "table shared" in statement:
            database.execute(statement.replace("create or replace table", "create or replace temp view"))
        if "macro carried_clock" in statement:
            database.execute(statement.replace("create or replace macro", "create or replace temp macro"))
    some = database.rows("select item_id, outlet_id, url from item using sample 40 rows (reservoir, 7)")
    return {name: spread(asked[:2], lambda one, name=name: ask(database, name, **one))  # type: ignore[misc] # bound at once
            for name, asked in questions(some).items()}  # fmt: skip


def asking(paths: Paths, items: int, raw: Mapping[str, Sequence[float]], *, searching: bool) -> list[Figure]:
    """Ask the snapshot what pages ask, and look items up."""
    database = open_snapshot(paths.pointer)
    some = database.rows("select item_id, outlet_id, url from item using sample 40 rows (reservoir, 7)")
    figures = []
    for name, asked in questions(some).items():
        took = spread(asked, lambda one, name=name: ask(database, name, **one))  # type: ignore[misc] # bound at once
        figures.append(figure(f"question {name}", items, took, "the same of the raw tables", raw[name]))
        say(line(figures[-1]))
    by_id, again, by_scan = (
        spread(some, lambda one, sql=sql: database.rows(sql, {"item_id": one["item_id"]}))  # type: ignore[misc]
        for sql in (FOUND, FOUND, "select * from items where item_id = $item_id")
    )
    looked_up = [
        *figures,
        figure("look up an item by its id", items, by_id, "the same in the view items", by_scan),
        figure("look up the same items again", items, again, "the same in the view items", by_scan),
    ]
    if searching:
        looked_up += searched(database, index_path(Path(paths.pointer)), items)
    database.close()
    return looked_up


def searched(database: Database, index: Path, items: int) -> list[Figure]:
    """Search as the page does, with words that are frequent and rare, beside a scan of titles and summaries."""
    naive = spread(range(2), lambda n: database.rows(NAIVE, {"pattern": f"%palabra{n + 40}%"}))
    beside = ("ILIKE of one word, title and summary", naive)
    figures = []
    for what, typed in TYPED.items():
        found = spread(typed, lambda words: find(index, words))
        page = spread(typed, lambda words: search(database, index, Wanted(typed=words)))
        figures += [
            figure(f"search for {what}: which wordings", items, found, *beside),
            figure(f"search for {what}: the whole page", items, page, *beside),
        ]
    return figures


NAIVE = "select count(*) from item_version where title ilike $pattern or summary ilike $pattern"
FOUND = "select * from item_of($item_id)"
TYPED = {
    "two words": [f"palabra{n} palabra{n + 7}" for n in range(30, 50)],
    "one frequent word": [f"palabra{n}" for n in range(2, 12)],
    "one rare word": [f"palabra{n}" for n in range(8_000, 8_020)],
    "a phrase": [f'"palabra{n} palabra{n + 1}"' for n in range(5, 25)],
    "one or another, without a third": [f"palabra{n} OR palabra{n + 3} NOT palabra{n + 5}" for n in range(60, 80)],
}


def questions(some: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the questions of the pages with parameters to ask them with."""
    weeks = [date(2026, 6, 1) + timedelta(weeks=n) for n in range(RUNS)]
    narratives = [f"narrative-{n}" for n in range(RUNS)]
    outlets = [f"outlet{n}" for n in range(RUNS)]
    items = [one["item_id"] for one in some[:RUNS]]
    speed = {"country": "MX", "event": "mention", "clock": "clock"}
    return {
        "weeks": [{"country": None, "as_of": None}] * RUNS,
        **{
            name: [{"week_start": week, "country": None, "as_of": None} for week in weeks]
            for name in ("week_numbers", "week_daily", "week_changes", "week_month_only")
        },
        "week_items": [{"week_start": week, "country": None, "as_of": None, "most": 2_000} for week in weeks],
        "week_waiting": [{"as_of": None}] * RUNS,
        "narratives": [{}] * RUNS,
        **{
            name: [{"narrative_id": one, "as_of": None} for one in narratives]
            for name in ("narrative_items", "narrative_routes", "narrative_sources")
        },
        "pickups": [{"narrative_id": one} for one in narratives],
        "pickups_then": [{"narrative_id": one, "as_of": NOW - timedelta(days=30)} for one in narratives],
        **{name: [speed] * RUNS for name in ("narrative_curves", "narrative_medians")},
        "outlets": [{"country": None, "outlet_id": None}] * RUNS,
        **{
            name: [{"outlet_id": one} for one in outlets]
            for name in ("outlet_facts", "outlet_items", "outlet_narratives", "outlet_watched", "outlet_wording")
        },
        "outlet_feeds": [{"outlet_id": one, "now": NOW} for one in outlets],
        "outlet_names": [{}] * RUNS,
        "outlet_days": [{"outlet_id": one, "until": date(2026, 9, 1)} for one in outlets],
        **{name: [{"item_id": one} for one in items] for name in ("item_mentions", "item_coverage", "item_earlier")},
        "item_outlet": [{"outlet_id": one} for one in outlets],
        "review_queue": [{"narrative_id": None, "most": 50}] * RUNS,
        "review_mention": [{"item_id": one, "narrative_id": "narrative-1"} for one in items],
        "review_titles": [{"item_ids": ",".join(items)}] * RUNS,
        **{name: [{}] * RUNS for name in ("judgements", "health_gaps", "health_skipped", "search_choices")},
    }


def add(database: Database, items: Sequence[Item]) -> None:
    """Add items in one transaction, as collecting does."""
    with database.transaction():
        item_store.add_items(database, items)


def batch(start: int, known: Sequence[Item] = ()) -> list[Item]:
    """Return 500 items: known ones, of which the last ten come with other words, and new invented ones."""
    changed = [replace(one, title=f"{one.title} corregida {start}") for one in known[-REWORDED:]]
    return [*(invented(start + n) for n in range(BATCH - len(known))), *known[:-REWORDED], *changed]


def invented(number: int, *, words: str = "invented") -> Item:
    """Return one item of one of the outlets."""
    outlet, at = f"outlet{number % OUTLETS}", NOW + timedelta(seconds=number % 80_000)
    url = f"https://{outlet}.example/nueva/{number}"
    stated = PublishedTime(raw=at.isoformat(), interval=Interval(earliest=at, latest=at), precision=Precision.SECOND,
                           basis=Basis.FEED)  # fmt: skip
    return Item(item_id=item_id(outlet, url), outlet_id=outlet, url=url, canonical_url=url, text=None, language="es",
                title=f"Nota {words} {number} sobre lo mismo de siempre", summary="Un resumen inventado. " * 9,
                published=stated, first_seen_at=at, fetch_id="bench", guid=url)  # fmt: skip


def spread(cases: Sequence[Any] | range, work: Callable[[Any], object]) -> list[float]:
    """Return the wall times of all cases, in order of size; two are enough when that takes long."""
    taken: list[float] = []
    for case in cases:
        taken.append(timed(lambda case=case: work(case)))  # type: ignore[misc] # bound at once
        if sum(taken) > MOST_S and len(taken) > 1:
            break
    return sorted(taken)


def figure(
    what: str, items: int, taken: Sequence[float], baseline: str = "", beside: Sequence[float] | None = None
) -> Figure:
    """Make a line of sorted times."""
    return Figure(what=what, items=items, median_s=taken[len(taken) // 2], p95_s=taken[int(len(taken) * 0.95)],
                  baseline=baseline, baseline_s=beside[len(beside) // 2] if beside else None)  # fmt: skip


def line(one: Figure) -> str:
    """Put a figure into words."""
    beside = "" if one.baseline_s is None else f"   {one.baseline} {one.baseline_s * 1e3:9.1f} ms"
    return (
        f"{one.items:>11,} items  {one.what:38} p50 {one.median_s * 1e3:9.1f} ms  p95 {one.p95_s * 1e3:9.1f} ms{beside}"
    )


def timed(work: Callable[[], object]) -> float:
    """Return the wall time of one run, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure, print, and write what a later command can read."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=ITEMS)
    options.add_argument("--folder", type=Path, help="keep the filled store here, and use it when it is there")
    options.add_argument("--json", type=Path)
    options.add_argument(
        "--without-search", action="store_true", help="no index: at 10 million it takes most of the time"
    )
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        figures = measure(asked.items, asked.folder or Path(passing), searching=not asked.without_search)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    for one in figures:
        if not one.what.startswith("question "):
            say(line(one))
    say(f"{memory:.2f} GB of memory at most")
    if asked.json:
        found = {"items": asked.items, "memory_gb": memory, "figures": [asdict(one) for one in figures]}
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
