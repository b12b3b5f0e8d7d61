import gzip
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.screening import ConceptScreen
from ingest import from_ccnews, warc_parts
from ingest.backfill import BackfillReport
from ingest.looking_back import Answered, Found
from ingest.sources import Reads
from ingest.span import Sent, Span, sent
from ingest.warc_parts import Damage, Ended, GoOn, Raw, Step, steps
from narratives.catalog import load_narratives
from store import archive
from store.errors import ConfigError
from store.model import Outcome
from tests.builders import NOW, ROOT
from tests.ingest.answers import Request, Response
from tests.ingest.looking import Look, look
from tests.ingest.warcs import TITLE, info, page, record, stamp
from tests.ingest.webserver import WebServer

SCREEN = ConceptScreen(
    tuple(one for one in load_narratives(ROOT / "data" / "narratives") if one.narrative_id == "cartel-recruits")
)
URL = "https://faro.example/nota-1"


def plan(folder: Path, *names: str, endpoint: str = "") -> Look:
    made = look(folder, "ccnews", names=names, endpoint=endpoint)
    return replace(made, plan=replace(made.plan, screen=SCREEN))


def run(folder: Path, data: bytes) -> tuple[Look, BackfillReport]:
    file = folder / "x.warc.gz"
    file.write_bytes(data)
    made = plan(folder, str(file))
    return made, made.run()


def found_in(folder: Path, data: bytes) -> Found:
    """Read a whole file as one part, without a store."""
    made = plan(folder)
    ask = from_ccnews._part("file:///x.warc.gz", Span(first=0, size=len(data)))
    return Reads(answered=Answered(plan=made.plan, ask=ask, body=data, content_type=None, url=ask.address, seen_at=NOW,
                                   fetch_id="f", sent=Sent(first=0, total=len(data)))).read()  # fmt: skip


def ranges(data: bytes) -> Callable[[Request], Response]:
    """Serve a file as a server with ranges does."""

    def answer(request: Request) -> Response:
        asked = request.header("range")
        if not asked:
            return Response(body=data)
        first, last = (int(one) for one in asked.removeprefix("bytes=").split("-"))
        body = data[first : last + 1]
        if not body:
            return Response(status=416, headers=(("Content-Range", f"bytes */{len(data)}"),))
        part = f"bytes {first}-{first + len(body) - 1}/{len(data)}"
        return Response(status=206, headers=(("Content-Range", part),), body=body)

    return answer


def test_page_of_an_outlet_becomes_an_item_with_its_own_clock_and_the_crawls(tmp_path: Path) -> None:
    made, report = run(tmp_path, info() + record(URL, page(), crawled="2024-04-10T18:00:00.5Z"))
    (item,) = made.rows("select i.url, v.title, v.text, i.source, i.published_earliest, i.fetch_id from item i"
                        " join item_version v using (item_id)")  # fmt: skip
    assert (item["url"], item["title"], item["source"]) == (URL, TITLE, "ccnews")
    assert "Y otro párrafo inventado" in item["text"]
    assert item["published_earliest"] == datetime(2024, 4, 10, 15, 30, tzinfo=UTC)
    readings = made.rows("select source, meaning, earliest, latest from time_reading order by meaning")
    assert [(one["source"], one["meaning"]) for one in readings] == [("ccnews", "out_by"), ("ccnews", "stated")]
    assert readings[0]["earliest"] is None
    assert readings[0]["latest"] == datetime(2024, 4, 10, 18, 0, 1, tzinfo=UTC)
    assert (report.requests, report.outcomes, report.new_items) == (1, {"ok": 1}, 1)


def test_page_is_kept_under_its_own_address_and_the_part_is_not(tmp_path: Path) -> None:
    made, _ = run(tmp_path, record(URL, page()))
    rows = made.rows("select address, body_sha256, headers from retrieval where source = 'ccnews' order by address")
    kept = next(row for row in rows if row["address"] == URL)
    assert archive.load(made.paths.archive, kept["body_sha256"]) == page()
    assert "Wed, 10 Apr 2024 18:00:00 GMT" in kept["headers"]
    assert [row["body_sha256"] for row in rows if row["address"] != URL] == [None]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(record("https://otro.example/1", page()), id="another domain"),
        pytest.param(record("https://faro.example.otro.example/1", page()), id="a domain that begins alike"),
        pytest.param(record(URL, page("Receta de un pastel inventado para la tarde")), id="another subject"),
        pytest.param(record(URL, page(), kind="revisit"), id="revisit"),
        pytest.param(record(URL, page(), status="404 Not Found"), id="an error page"),
        pytest.param(record(URL, b"%PDF-1.4 ...", content_type="application/pdf"), id="not HTML"),
        pytest.param(record(URL, b"\x89PNG\r\n\x1a\n\0\0\0", content_type="text/html"), id="a picture said to be HTML"),
        pytest.param(record(URL, page(), crawled="2024-04-07T23:59:59Z"), id="crawled before the period"),
        pytest.param(record(URL, page(published="2024-03-01T00:00:00Z")), id="published before the period"),
        pytest.param(record("ftp://faro.example/1", page()), id="not the web"),
    ],
)
def test_what_is_not_looked_for_is_outside(tmp_path: Path, odd: bytes) -> None:
    found = found_in(tmp_path, odd + record("https://faro.example/dos", page()))
    assert [one.item.url for one in found.sights] == ["https://faro.example/dos"]
    assert (found.entries, found.outside, found.bad, found.fault) == (2, 1, (), None)


@pytest.mark.parametrize(
    "odd", [record(URL, page(), kind="request"), record(URL, page(), kind="metadata")], ids=["request", "metadata"]
)
def test_records_that_are_no_answers_are_not_counted(tmp_path: Path, odd: bytes) -> None:
    found = found_in(tmp_path, odd + record("https://faro.example/dos", page()))
    assert (len(found.sights), found.entries, found.outside, found.bad) == (1, 1, 0, ())


def _damaged(data: bytes) -> bytes:
    return data[:60] + bytes(b ^ 255 for b in data[60:90]) + data[90:]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(record(URL, page(), headers={"WARC-Payload-Digest": "sha1:" + "A" * 32}), id="wrong digest"),
        pytest.param(record(URL, page(), headers={"WARC-Truncated": "length"}), id="cut short by the crawler"),
        pytest.param(record(URL, page(), crawled="ayer"), id="no time of crawl"),
        pytest.param(_damaged(record(URL, page())), id="damaged member"),
        pytest.param(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n"), id="no record"),
        pytest.param(record(URL, page() + b" " * 6_000_000), id="page too large"),
        pytest.param(gzip.compress(b"WARC/1.0\r\n" + bytes(25_000_000)), id="record too large"),
    ],
)
def test_record_that_cannot_be_read_costs_only_itself(tmp_path: Path, odd: bytes) -> None:
    found = found_in(tmp_path, odd + record("https://faro.example/dos", page()))
    assert [one.item.url for one in found.sights] == ["https://faro.example/dos"]
    assert (len(found.bad), found.fault) == (1, None)


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_file_that_ends_inside_a_record_says_so_and_keeps_what_came_before(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    whole = record(URL, page(), packed=packed)
    made, report = run(
        tmp_path, info(packed=packed) + whole + record("https://faro.example/2", page(), packed=packed)[:300]
    )
    assert report.outcomes == {"broken": 1}
    assert report.new_items == 1
    (ask,) = made.rows("select error from backfill_ask")
    assert f"ends inside the record at byte {len(info(packed=packed) + whole):,}"[:20] in ask["error"]


def test_no_warc_file_is_said_to_be_none(tmp_path: Path) -> None:
    assert found_in(tmp_path, b"<html>Slow down</html>").fault is Outcome.NOT_A_FEED


@pytest.mark.parametrize(
    ("charset", "stated"),
    [("iso-8859-1", "text/html; charset=ISO-8859-1"), ("windows-1252", "text/html"), ("utf-8", "")],
)
def test_page_in_any_charset_is_read(tmp_path: Path, charset: str, stated: str) -> None:
    found = found_in(tmp_path, record(URL, page(charset=charset), content_type=stated))
    assert [one.item.title for one in found.sights] == [TITLE]


def test_page_packed_by_its_server_is_unpacked(tmp_path: Path) -> None:
    found = found_in(tmp_path, record(URL, gzip.compress(page()), http=(("Content-Encoding", "gzip"),)))
    assert [one.item.title for one in found.sights] == [TITLE]


def test_two_crawls_of_a_page_are_one_item_bounded_by_the_earlier(tmp_path: Path) -> None:
    twice = record(
        URL,
        page(f"{TITLE}, según otros"),
        crawled="2024-04-11T00:00:00Z",
    )
    made, report = run(tmp_path, record(URL, page()) + twice)
    assert (report.items, report.new_items) == (2, 1)
    assert [row["title"] for row in made.rows("select title from item_version")] == [TITLE]
    (bound,) = made.rows("select min(latest) as latest from time_reading where meaning = 'out_by'")
    assert bound["latest"] == datetime(2024, 4, 10, 18, tzinfo=UTC)


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_file_in_parts_gives_what_it_gives_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool  # noqa: FBT001
) -> None:  # fmt: skip
    pages = [record(f"https://faro.example/{n}", page(), packed=packed) for n in range(12)]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    whole, _ = run(tmp_path / "a", b"".join(pages))
    monkeypatch.setattr(from_ccnews, "PART", 1_500)
    parts, report = run(tmp_path / "b", b"".join(pages))
    assert report.requests > 3
    told = "select url, published_latest from item order by url"
    assert parts.rows(told) == whole.rows(told)
    assert len(parts.rows(told)) == 12


def test_run_goes_on_at_the_byte_where_it_stopped_and_asks_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(from_ccnews, "PART", 1_500)
    data = b"".join(record(f"https://faro.example/{n}", page()) for n in range(12))
    with WebServer() as server:
        made = plan(tmp_path, server.on("/x.warc.gz", ranges(data)))
        first = made.run(max_requests=2)
        assert (first.requests, first.waiting) == (2, 1)
        made.run()
        assert made.run().requests == 0
        asked = [visit.request.header("range") for visit in server.visits("/x.warc.gz")]
    assert len(asked) == len(set(asked))
    assert len(made.rows("select * from item")) == 12
    assert next(visit.request.header("accept-encoding") for visit in server.visits("/x.warc.gz")) == "identity"


def test_record_larger_than_a_part_is_asked_for_in_a_larger_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_ccnews, "PART", 400)
    with WebServer() as server:
        made = plan(tmp_path, server.on("/x.warc.gz", ranges(record(URL, page()))))
        assert made.run().new_items == 1
        monkeypatch.setattr(from_ccnews, "LARGEST_PART", 400)
        ended = made.anew()
    assert ended.outcomes == {"broken": 1}
    assert (
        "a record of more than 400 bytes"
        in made.rows("select error from backfill_ask where error is not null")[0]["error"]
    )


def test_server_without_ranges_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_ccnews, "PART", 1_500)
    data = b"".join(record(f"https://faro.example/{n}", page()) for n in range(4))
    with WebServer() as server:
        report = plan(tmp_path, server.on("/x.warc.gz", Response(body=data))).run()
    assert (report.requests, report.new_items) == (1, 4)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Response(status=429, headers=(("Retry-After", "0"),)), 2),
        (Response(status=503), 2),
        (Response(status=206, headers=(("Content-Range", "bytes 5-9/10"),), body=b"12345"), 0),
    ],
    ids=["429", "503", "another part than asked for"],
)
def test_service_that_fails_is_asked_again_or_counted(tmp_path: Path, first: Response, then: int) -> None:
    data, answers = record(URL, page()), [first]
    with WebServer() as server:
        served = ranges(data)
        made = plan(tmp_path, server.on("/x.warc.gz", lambda request: answers.pop() if answers else served(request)))
        report = made.run()
    assert report.outcomes == ({"ok": 1} if then else {"broken": 1})


def test_list_names_files_below_the_service_and_only_those_of_the_period(tmp_path: Path) -> None:
    inside, late = datetime(2024, 4, 10, 17, tzinfo=UTC), datetime(2024, 4, 20, tzinfo=UTC)
    lines = [f"crawl-data/CC-NEWS/2024/04/{stamp(one)}" for one in (inside, late)] + ["/etc/passwd", "x.warc.gz"]
    with WebServer() as server:
        server.on("/crawl-data/CC-NEWS/2024/04/warc.paths.gz", Response(body=gzip.compress("\n".join(lines).encode())))
        server.on(f"/{lines[0]}", ranges(record(URL, page())))
        made = plan(tmp_path, endpoint=server.url(""))
        assert made.dry().first == (server.url("/crawl-data/CC-NEWS/2024/04/warc.paths.gz"),)
        report = made.run()
        assert not server.visits(f"/{lines[1]}")
    assert (report.new_items, report.outside, report.bad) == (1, 1, 2)


def test_list_that_lies_here_names_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(record(URL, page()))
    (tmp_path / "mine.paths").write_text("# ours\nx.warc.gz\nno.warc.gz\n", encoding="utf-8")
    report = plan(tmp_path, str(tmp_path / "mine.paths")).run()
    assert (report.new_items, report.bad) == (1, 1)


def test_dry_run_says_how_many_parts_and_bytes(tmp_path: Path) -> None:
    data = record(URL, page())
    (tmp_path / "x.warc.gz").write_bytes(data)
    here = plan(tmp_path, str(tmp_path / "x.warc.gz")).dry()
    assert (here.requests, here.size, here.exact) == (1, len(data), True)
    there = plan(tmp_path, "https://data.example/x.warc.gz").dry()
    assert (there.requests, there.size, there.exact) == (68, from_ccnews.USUAL_FILE, False)


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a WARC file"):
        plan(tmp_path, str(tmp_path / "no.warc.gz")).dry()


@dataclass(frozen=True, slots=True)
class Parts:
    records: list[bytes]
    bad: int
    why: str | None


def all_parts(data: bytes, size: int) -> Parts:
    """Read a file in parts as a run does."""
    first, wanted, lost, records, bad = 0, size, False, list[bytes](), 0
    while True:
        step: Step = Ended()
        for step in steps(data[first : first + wanted], first=first, total=len(data), lost=lost):
            match step:
                case Raw():
                    records.append(step.data)
                case Damage():
                    bad += 1
        if not isinstance(step, GoOn):
            assert isinstance(step, Ended)
            return Parts(records, bad, step.why)
        assert step.offset > first or step.larger
        first, lost, wanted = step.offset, step.lost, wanted * 2 if step.larger else size


@pytest.mark.parametrize("seed", range(20))
def test_parts_of_any_size_give_the_same_records_however_one_is_damaged(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    members = [record(f"https://faro.example/{n}", draw.randbytes(draw.randrange(800))) for n in range(8)]
    hurt = draw.randrange(8)
    at = draw.randrange(12, len(members[hurt]) - 8)
    members[hurt] = members[hurt][:at] + bytes([members[hurt][at] ^ 0x55]) + members[hurt][at + 1 :]
    data = b"".join(members)
    whole = [zlib.decompress(member, wbits=31) for n, member in enumerate(members) if n != hurt]
    for size in (97, 500, 1_111, len(data)):
        found = all_parts(data, size)
        assert [one for one in found.records if one in whole] == whole
        assert len(found.records) + found.bad >= len(whole) + (size == len(data))


def test_bomb_is_left_behind_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_parts, "MOST_SKIPPED", 30_000_000)
    bomb, good = gzip.compress(b"WARC/1.0\r\n" + bytes(60_000_000)), record(URL, page())
    found = all_parts(bomb + good, len(bomb + good))
    assert (len(found.records), found.bad, found.why) == (1, 1, None)


@pytest.mark.parametrize(
    ("status", "stated", "size", "expected"),
    [
        (206, "bytes 5-9/20", 5, Sent(first=5, total=20)),
        (206, "bytes 5-9/*", 5, Sent(first=5, total=None)),
        (206, "bytes 5-9/20", 4, None),
        (206, None, 4, None),
        (200, None, 7, Sent(first=0, total=7)),
    ],
)
def test_answer_says_which_part_it_is(status: int, stated: str | None, size: int, expected: Sent | None) -> None:
    assert sent(status, stated, size) == expected


def test_span_asks_for_bytes_as_they_lie() -> None:
    assert Span(first=10, size=5).headers() == {"Range": "bytes=10-14", "Accept-Encoding": "identity"}


def test_period_names_the_months_whose_lists_hold_it() -> None:
    assert from_ccnews._months(datetime(2023, 12, 31, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)) == [
        "2023/12", "2024/01", "2024/02"]  # fmt: skip
    assert timedelta(days=1) == from_ccnews.BEFORE
