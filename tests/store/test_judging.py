"""The file of people's decisions: nothing is lost or mixed up by two writers, a crash, or hostile words."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.database import Paths, open_writer
from store.errors import ConfigError, StoreError
from store.judged import read_judgements, replace_judgements
from store.judging import append_judgement, name_of
from store.model import Decision, Frame, Judgement, Note, Undo
from tests.builders import NOW, ROOT
from tests.dashboard.hostile import HOSTILE

WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from store.judging import append_judgement
from store.model import Decision, Judgement
path, who, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for n in range(many):
    said = Judgement(item_id=f"item{n}", narrative_id="lanes", decision=Decision.YES, frame=None, route=None,
                     judged_by=who, judged_at=datetime(2026, 11, 23, tzinfo=UTC), reason=f"{who} {n} " + "ñ" * 400)
    append_judgement(path, said)
    print(n, flush=True)
"""

HOLDER = """
import fcntl, sys, time
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def said(item: str = "item1", *, who: str = "Ana", minute: int = 0, **more: object) -> Judgement:
    cells: dict[str, object] = {"decision": Decision.YES, "frame": None, "route": None, "reason": None, **more}
    return Judgement(item_id=item, narrative_id="lanes", judged_by=who,
                     judged_at=NOW + timedelta(minutes=minute), **cells)  # type: ignore[arg-type] # built by name  # fmt: skip


def undo(item: str = "item1", *, who: str = "Ana", minute: int = 9) -> Undo:
    return Undo(item_id=item, narrative_id="lanes", judged_by=who, judged_at=NOW + timedelta(minutes=minute))


def write(path: Path, *entries: Judgement | Note | Undo) -> None:
    for entry in entries:
        append_judgement(path, entry)


def start(path: Path, who: str, many: int) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), who, str(many)], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE)  # fmt: skip


def test_missing_file_means_nothing_was_decided(tmp_path: Path) -> None:
    assert read_judgements(tmp_path / "none.jsonl").items == ()


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "new" / "judgements.jsonl"
    entries = (said(frame=Frame.DENIES), said("item2", decision=Decision.NO, reason="not it"))
    write(path, *entries)
    assert read_judgements(path).items == entries


def test_earlier_lines_are_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(), said("item2"))
    before = path.read_bytes()
    write(path, undo(), said("item3"))
    assert path.read_bytes().startswith(before)


def test_two_processes_at_once_lose_nothing_and_mix_nothing_up(tmp_path: Path) -> None:
    path, many = tmp_path / "judgements.jsonl", 60
    writers = [start(path, who, many) for who in ("Ana", "Beto")]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    for who in ("Ana", "Beto"):
        found = [row.item_id for row in read_judgements(path).items if row.judged_by == who]
        assert found == [f"item{n}" for n in range(many)]


def test_writer_killed_in_the_middle_loses_nothing_that_was_said_to_be_written(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    killed, lives = start(path, "Ana", 100_000), start(path, "Beto", 60)
    assert killed.stdout is not None
    done = [int(killed.stdout.readline()) for _ in range(20)]
    killed.send_signal(signal.SIGKILL)
    rest, _ = killed.communicate(timeout=60)
    done += [int(line) for line in rest.splitlines() if line]
    lives.communicate(timeout=60)
    assert lives.returncode == 0
    read = read_judgements(path)
    ours = [row.item_id for row in read.items if row.judged_by == "Ana"]
    assert ours[: len(done)] == [f"item{n}" for n in done]
    assert sum(row.judged_by == "Beto" for row in read.items) == 60
    write(path, said("after"))
    assert read_judgements(path).items[-1].item_id == "after"


def test_hung_holder_is_an_error_and_not_a_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said())
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], text=True, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    monkeypatch.setattr("store.judging.PATIENCE_S", 0.1)
    began = time.monotonic()
    with pytest.raises(StoreError, match="try again"):
        append_judgement(path, said("item2"))
    assert time.monotonic() - began < 5
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert len(read_judgements(path).items) == 1


@pytest.mark.parametrize("cut", [1, 40, -2, -1], ids=["first byte", "middle", "brace", "newline only"])
def test_torn_last_line_is_told_by_number_and_the_next_one_stands_alone(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(), said("item2", reason="¿señal? ñ"))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:cut])
    whole = cut == -1  # only the line's end is missing: the decision is all there
    assert read_judgements(path).torn == (() if whole else (2,))
    write(path, said("item3"))
    read = read_judgements(path)
    assert [row.item_id for row in read.items] == (["item1", "item2", "item3"] if whole else ["item1", "item3"])
    assert read.torn == (() if whole else (2,))


def test_line_cut_inside_a_letter_is_torn_too(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(reason="señal"))
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index("ñ".encode()) + 1])
    assert read_judgements(path).torn == (1,)


def test_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said())
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        append_judgement(path, said("item2"))
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", [*HOSTILE, "a\nb", "a\r\n{}", "x\u2028y\x85z", "\ud83d", '"}\n{"kind":"undo"}'])
def test_hostile_name_and_reason_stay_one_line_of_plain_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(who=f"Ana {text}", reason=f"because {text}"), said("item2"))
    assert path.read_bytes().count(b"\n") == 2
    first, second = read_judgements(path).items
    assert second.item_id == "item2"
    assert first.judged_by.startswith("Ana")
    assert first.judged_by.isprintable()
    assert first.reason is not None
    assert first.reason.isprintable()


def test_decision_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name"):
        append_judgement(tmp_path / "judgements.jsonl", said(who=" \u202e\n"))
    assert not (tmp_path / "judgements.jsonl").exists()
    assert name_of("  Ana \t López\n") == "Ana López"


def test_undo_takes_back_one_s_own_last_word_and_nobody_else_s(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(), said(decision=Decision.NO, minute=1), said(who="Beto", minute=2), undo())
    assert [(row.judged_by, row.decision) for row in read_judgements(path).items] == [
        ("Ana", Decision.YES), ("Beto", Decision.YES)]  # fmt: skip
    write(path, undo(), undo())
    assert [row.judged_by for row in read_judgements(path).items] == ["Beto"]


def test_note_decides_nothing_and_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    note = Note(item_id="item1", narrative_id="lanes", judged_by="Ana", judged_at=NOW, reason="ask the desk")
    write(path, note)
    assert (read_judgements(path).items, read_judgements(path).notes) == ((), (note,))
    write(path, undo())
    assert read_judgements(path).notes == ()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"decision": "maybe"}, "line 1: expected item_id"),
        ({"judged_at": "2026-11-23T12:00:00"}, "has no zone"),
        ({"judged_by": ""}, "judged_by '' is no text"),
        ({"item_id": 7}, "item_id 7 is no text"),
        ({"kind": "verdict"}, "expected one of the kinds mention, note, origin, undo"),
    ],
    ids=["decision", "zone", "name", "number", "kind"],
)
def test_wrong_line_is_named_with_what_was_expected(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    path = tmp_path / "judgements.jsonl"
    line = {"item_id": "i", "narrative_id": "n", "decision": "yes", "judged_by": "Ana",
            "judged_at": "2026-11-23T12:00:00Z"}  # fmt: skip
    path.write_text(json.dumps(line | change) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=complaint):
        read_judgements(path)


def test_last_word_on_each_field_wins_in_the_view(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    write(path, said(frame=Frame.DENIES), said(who="Beto", minute=1), said("item2", decision=Decision.NO))
    with open_writer(Paths(tmp_path), now=datetime(2026, 11, 23, tzinfo=UTC), job="test") as database:
        replace_judgements(database, read_judgements(path))
        rows = database.rows("select item_id, arg_max(decision, judged_at) as decision, arg_max(frame, judged_at) as"
                             " frame from judgements group by item_id order by item_id")  # fmt: skip
    assert rows == [
        {"item_id": "item1", "decision": "yes", "frame": "denies"},
        {"item_id": "item2", "decision": "no", "frame": None},
    ]
