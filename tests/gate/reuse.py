"""How much reuse is found, how surely and how exactly: `RASTRO_NEWS_TEXTS=FOLDER python -m tests.gate.reuse` prints it."""

import csv
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from ingest.evidence import import_fingerprints, import_tracers
from ingest.imports import ImportContext, import_file
from ingest.registry import load_registry
from narratives.encoder import default_encoders
from narratives.reusing import WINDOW, find_reuse
from narratives.run import match_new
from store.database import Database, Paths, open_writer
from store.items import add_items
from store.model import Basis, Interval, Item, Kind, Outlet, Precision, PublishedTime
from store.observed import add_outlets
from store.reuse import candidates
from tests.gate.case import CASE, ROOT, narratives
from tests.gate.edits import Edited, edits
from tests.gate.news import made_up_articles, real_articles
from tests.gate.split import part

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OUTLETS = 40  # that the unedited articles are spread over
SAME_TEXT = {"same_wire", "copies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelScore:
    """One kind of edit: shares of queries whose source was a candidate and was found, and how sound and exact that is."""

    level: str
    queries: int
    candidates: float
    found: float
    precision: float  # of the related pairs of a query and an unedited article
    error: float  # mean distance of the published share of the query from the truth


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """One pair of the real case: what a reader said, and what we say, with the share that he measured."""

    items: tuple[str, str]  # case ids
    parts: frozenset[str]  # of the stored split, by item
    label: str
    confidence: str
    said: str
    stated: float
    measured: float | None  # None: no row, because there is next to nothing in common

    @property
    def is_right(self) -> bool:
        """Tell whether the relation is right, `same_wire` and `copies` taken together."""
        return _merged(self.label) == _merged(self.said)


def measure(articles: Sequence[str], *, sources: int, seed: int = 11) -> list[LevelScore]:
    """Edit some of the articles, each in one way in turn, store all, and look for the sources of the edited ones."""
    draw = random.Random(seed)  # noqa: S311 - seeded, so that it can be repeated
    vocabulary = [word for text in articles for word in text.split()]
    chosen = draw.sample(range(len(articles)), sources)
    made: dict[str, tuple[Edited, set[int]]] = {}
    for turn, number in enumerate(chosen):
        host = draw.choice([at for at in range(len(articles)) if at != number])
        every = edits(articles[number], articles[host], vocabulary, draw)
        one = every[turn % len(every)]
        made[f"{one.level}-{number}"] = (one, {number, host} if one.level == "embed25" else {number})
    with TemporaryDirectory() as folder, open_writer(Paths(Path(folder)), now=NOW, job="gate") as database:
        store(database, {f"base-{at}": (f"base{at % OUTLETS}", text) for at, text in enumerate(articles)}, NOW)
        store(database, {key: (key.split("-")[0], one.text) for key, (one, _) in made.items()}, NOW + timedelta(days=1))
        find_reuse(database, [], progress=lambda _done, _total: None)
        proposed = {(pair.item_id, pair.other_id) for pair in candidates(database, list(made), window=WINDOW).pairs}
        rows = database.rows("select earlier_item_id, later_item_id, containment from reuse_pair")
    found = {(row["later_item_id"], row["earlier_item_id"]): row["containment"] for row in rows}
    return [_level(level, made, proposed, found) for level in dict.fromkeys(key.split("-")[0] for key in made)]


def store(database: Database, texts: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """Put texts into a store as items, by item id: outlet and text."""
    add_outlets(database, [Outlet(outlet_id=name, name=name, kind=Kind.OTHER, country="MX", zones=("UTC",),
                                  zone_basis="registry", label_source="invented")
                           for name in dict.fromkeys(outlet for outlet, _ in texts.values())])  # fmt: skip
    when = PublishedTime(
        raw=None, interval=Interval(earliest=at, latest=at), precision=Precision.SECOND, basis=Basis.FEED
    )
    add_items(database, [
        Item(item_id=key, outlet_id=outlet, url=f"https://{outlet}.example/{key}",
             canonical_url=f"https://{outlet}.example/{key}", title=key, summary=None, text=text, language="es",
             published=when, first_seen_at=NOW, fetch_id="feed")
        for key, (outlet, text) in texts.items()
    ])  # fmt: skip


@cache
def pair_scores() -> tuple[PairScore, ...]:
    """Run the whole job on the real case and compare every pair whose wording was imported with the reader's list."""
    with case_store() as database:
        rows = database.rows(
            "select a.url as first, b.url as second, relation, containment_5 from reuse"
            " join items a on a.item_id = earlier_item_id join items b on b.item_id = later_item_id"
        )
    said = {frozenset((row["first"], row["second"])): row for row in rows}
    ids = _case_ids()
    held = {row["url"] for row in _table("fingerprints.csv")}
    return tuple(
        _pair(row, ids, said.get(frozenset((row["url_a"], row["url_b"]))))
        for row in _table("reuse_pairs.csv")
        if {row["url_a"], row["url_b"]} <= held
    )


@cache
def route_scores() -> dict[str, list[str]]:
    """Return the outlets whose items have imported wording by what became of their route: right, unknown or wrong."""
    with case_store() as database:
        rows = database.rows(
            """
            select o.name, g.route as label, m.route as said from mentions m join gold_label g using (item_id)
            join items i using (item_id) join outlet o on o.outlet_id = i.outlet_id
            where m.narrative_id = 'cartel-recruits' and m.decision = 'yes'
                and m.item_id in (select item_id from fingerprinted where basis = 'import')
            order by o.name
            """
        )
    scores: dict[str, list[str]] = {"right": [], "unknown": [], "wrong": []}
    for row in rows:
        fits = row["label"] == row["said"]
        scores["right" if fits else "unknown" if row["said"] == "unknown" else "wrong"].append(row["name"])
    return scores


class case_store:  # noqa: N801 - used like a function
    """The real case with its imported wording, matched, in a folder of its own."""

    def __enter__(self) -> Database:
        self._folder = TemporaryDirectory()
        paths = Paths(Path(self._folder.name))
        self._writer = open_writer(paths, now=NOW, job="gate")
        database = self._writer.__enter__()
        context = ImportContext(
            database=database, paths=paths, now=NOW, registry=load_registry(ROOT / "data" / "outlets.toml")
        )
        import_file(context, CASE, progress=_silent)
        import_fingerprints(database, CASE.with_name("fingerprints.csv"))
        import_tracers(database, CASE.with_name("tracers.csv"))
        match_new(database, narratives(), default_encoders(), progress=_silent)
        return database

    def __exit__(self, *failure: object) -> None:
        self._writer.__exit__(None, None, None)
        self._folder.cleanup()


def report() -> str:
    """Return the figures of the design notes as text."""
    lines = []
    for name, articles, sources in (("made up", made_up_articles(120), 44), ("real", real_articles()[1::2], 704)):
        lines += [
            f"{name:8} {one.level:9} n {one.queries}  candidate {one.candidates:.3f}  found {one.found:.3f}"
            f"  precision {one.precision:.3f}  share off by {one.error:.3f}"
            for one in (measure(articles, sources=sources) if articles else [])
        ]
    for title, chosen in (
        ("both items in tune", [p for p in pair_scores() if p.parts == {"tune"}]),
        ("both items in test", [p for p in pair_scores() if p.parts == {"test"}]),
        ("all pairs", list(pair_scores())),
        ("confidence not low", [p for p in pair_scores() if p.confidence != "low"]),
    ):
        off = max((abs(p.measured - p.stated) for p in chosen if p.measured is not None), default=0.0)
        lines.append(
            f"pairs, {title}: {sum(p.is_right for p in chosen)} of {len(chosen)} right; shares at most {off:.3f} off"
        )
    lines.append(
        f"routes of items with imported wording: { {k: len(v) for k, v in route_scores().items()} }, wrong: {route_scores()['wrong']}"
    )
    return "\n".join(lines)


def _level(level: str, made: Mapping[str, tuple[Edited, set[int]]], proposed: set[tuple[str, str]],
           found: Mapping[tuple[str, str], float]) -> LevelScore:  # fmt: skip
    keys = [key for key in made if key.split("-")[0] == level]
    source = {key: f"base-{key.split('-')[1]}" for key in keys}
    hits = [(key, other) for key, other in found if key in source and other.startswith("base-")]
    right = [(key, other) for key, other in hits if int(other.split("-")[1]) in made[key][1]]
    errors = [abs(found[key, source[key]] - made[key][0].taken) for key in keys if (key, source[key]) in found]
    return LevelScore(
        level=level, queries=len(keys), candidates=mean((key, source[key]) in proposed for key in keys),
        found=mean((key, source[key]) in found for key in keys), precision=len(right) / len(hits) if hits else 1.0,
        error=mean(errors) if errors else 0.0,
    )  # fmt: skip


def _pair(row: Mapping[str, str], ids: Mapping[str, str], said: Mapping[str, str | float] | None) -> PairScore:
    items = (ids[row["url_a"]], ids[row["url_b"]])
    return PairScore(
        items=items, parts=frozenset(part(item) for item in items), label=row["relation"], confidence=row["confidence"],
        said=str(said["relation"]) if said else "independent", stated=int(row["approx_shared_pct"]) / 100,
        measured=float(said["containment_5"]) if said else None,
    )  # fmt: skip


def _merged(relation: str) -> str:
    return "same text" if relation in SAME_TEXT else "independent" if relation == "shared_quote" else relation


def _case_ids() -> dict[str, str]:
    return {row["url"]: row["case_id"] for row in _table("coverage.csv")}


def _table(name: str) -> list[dict[str, str]]:
    with CASE.with_name(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _silent(_done: int, _total: int) -> None:
    pass


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
