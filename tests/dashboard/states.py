"""Small published snapshots in the states a reader can meet: empty, one row, many, a gap, and one that is broken."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from store.database import Paths, open_writer
from store.model import Decision
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.snapshots import publish

DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
ONE = [("El Faro", "MX", "Según Estrella, reclutan", DAY)]
MANY = [("Canal Estrella", "RU", "Estrella dice", DAY - timedelta(hours=9))] + [
    (f"El Faro {n}", "MX", f"Según Estrella, parte {n}", DAY + timedelta(days=n % 5)) for n in range(60)
]
GAP = [("El Faro", "MX", "Según Estrella", DAY), ("El Faro", "MX", "Otra vez", DAY + timedelta(days=1))]
WATCHED = (  # from, to in hours after DAY, watched, reason: no feed was watched on the third day and later
    (0, 20, True, None), (20, 30, False, "failing"), (30, 48, True, None),
)  # fmt: skip


def build(root: Path) -> dict[str, Path]:
    """Return the data folder of each state; `waiting` and `queue` are one and many for the Review page."""
    folders = {name: root / name for name in ("empty", "one", "many", "gap", "error", "waiting", "queue")}
    with open_writer(Paths(folders["empty"]), now=NOW, job="test") as database:
        publish_snapshot(database, Paths(folders["empty"]), now=NOW)
    publish(folders["one"], ONE)
    publish(folders["many"], MANY)
    publish(folders["waiting"], ONE, decision=Decision.REVIEW)
    publish(folders["queue"], MANY, decision=Decision.REVIEW)
    _gap(folders["gap"])
    broken = publish(folders["error"], ONE).pointer
    os.truncate(os.path.realpath(broken), 5_000)
    for name, folder in folders.items():
        _briefings(folder / "briefings", {"one": 1, "many": 3, "gap": 1, "error": 1}.get(name, 0), name)
    return folders


def said(test: AppTest) -> str:
    """Return all that a page says: its texts, numbers, tables, and the words in its pictures."""
    texts = [*test.title, *test.header, *test.subheader, *test.markdown, *test.caption, *test.info, *test.warning,
             *test.error, *test.code]  # fmt: skip
    tiles = [f"{one.label}: {one.value}" for one in test.metric]
    tables = [one.value.to_csv() for one in test.dataframe]
    pictures = [_meta(json.loads(one.proto.spec)) for one in test.get("plotly_chart")]
    return "\n".join([*(str(one.value) for one in texts), *tiles, *tables, *pictures]).replace("\xa0", " ")


def _meta(figure: Mapping[str, Any]) -> str:
    return " ".join(figure["layout"]["meta"].values())


def _gap(data: Path) -> None:
    paths = publish(data, GAP)
    with open_writer(paths, now=NOW, job="test") as database:
        for since, until, watched, reason in WATCHED:
            database.execute(
                "insert into coverage_span (feed_id, outlet_id, started_at, ended_at, watched, reason)"
                " values ('elfaro/1', 'elfaro', $since, $until, $watched, $reason)",
                {"since": DAY + timedelta(hours=since), "until": DAY + timedelta(hours=until), "watched": watched,
                 "reason": reason},
            )  # fmt: skip
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))


def _briefings(folder: Path, number: int, state: str) -> None:
    for n in range(number):
        one = folder / f"2024-W1{n}-en"
        one.mkdir(parents=True)
        (one / "README.txt").write_text("Coverage: thin" if state == "gap" else "Coverage: whole", encoding="utf-8")
        (one / "numbers.json").write_text("{}", encoding="utf-8")
        if state == "error":
            (one / "01-week.png").write_bytes(b"\x89PNG cut off")
