"""The Review page and what people decided, in every state, without a browser."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.standing import pending, standing
from store.judged import read_judgements
from store.judging import append_judgement
from store.model import Decision, Frame, Judgement, Route
from tests.builders import NOW
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import NARRATIVE, publish
from tests.dashboard.test_pages import opened, words

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute

DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
THREE = [
    ("El Faro", "MX", "Según Estrella", DAY),
    ("La Jícara", "MX", "Dicen que", DAY),
    ("Rumbo", "AR", "Versión", None),
]


def review(data: Path, patch: pytest.MonkeyPatch, **query: str) -> AppTest:
    return opened(data, patch, "review", **query)


def sign(test: AppTest, name: str = "Ana") -> AppTest:
    test.text_input(key="who-name").set_value(name)
    next(button for button in test.button if button.label in {"Begin", "Empezar"}).click()
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    """Press the button that this key is the shortcut of."""
    next(button for button in test.button if (button.key or "").startswith(f"key-{key.upper()}-")).click()
    test.run()
    assert not test.exception, [error.value for error in test.exception]
    return test


def said(
    item: str = "item00000000", *, who: str = "Beto", decision: Decision = Decision.NO, **more: object
) -> Judgement:
    cells: dict[str, object] = {"frame": None, "route": None, "reason": None, "judged_at": NOW, **more}
    return Judgement(item_id=item, narrative_id=NARRATIVE, decision=decision, judged_by=who, **cells)  # type: ignore[arg-type] # built by name


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, THREE, decision=Decision.REVIEW)
    return tmp_path


def test_nearest_to_one_half_comes_first(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = review(data, monkeypatch)
    assert test.query_params["i"] == "item00000000"
    assert "El Faro" in words(test)


def test_question_shows_text_near_miss_frame_and_cue(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words(review(data, monkeypatch)).replace("\\", "")
    for part in ("The U.S. recruits", "Ukraine recruits cartel killers", "attributes (because of “según”)", "0.50",
                 "invented for a test"):  # fmt: skip
        assert part in shown


def test_nobody_decides_without_a_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = review(data, monkeypatch)
    assert all(button.disabled for button in test.button if (button.key or "").startswith(("key-Y", "key-N", "key-1")))
    sign(test, " \u202e ")
    assert test.text_input(key="who-name")
    sign(test)
    assert "You decide as Ana" in words(test)


@pytest.mark.parametrize(
    ("key", "decision", "frame"),
    [
        ("Y", Decision.YES, None),
        ("N", Decision.NO, None),
        ("1", Decision.YES, Frame.ASSERTS),
        ("2", Decision.YES, Frame.ATTRIBUTES),
        ("3", Decision.YES, Frame.ANALYSIS),
        ("4", Decision.YES, Frame.REPORTS_DENIAL),
        ("5", Decision.YES, Frame.DENIES),
        ("6", Decision.YES, Frame.FACT_CHECK),
    ],
)
def test_one_key_writes_one_line_and_shows_the_next(
    data: Path, monkeypatch: pytest.MonkeyPatch, key: str, decision: Decision, frame: Frame | None
) -> None:
    before = (data / "rastro.duckdb").resolve().read_bytes()
    test = press(sign(review(data, monkeypatch)), key)
    (line,) = read_judgements(data / "judgements.jsonl").items
    assert (line.item_id, line.decision, line.frame, line.judged_by) == ("item00000000", decision, frame, "Ana")
    assert abs(line.judged_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert test.query_params["i"] == "item00000001"
    assert "1 of 3 decided" in test.get("progress")[0].proto.text
    assert (data / "rastro.duckdb").resolve().read_bytes() == before


def test_undo_shows_the_item_again_and_leaves_both_lines(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = press(press(sign(review(data, monkeypatch)), "N"), "U")
    assert test.query_params["i"] == "item00000000"
    assert "Taken back" in words(test)
    assert read_judgements(data / "judgements.jsonl").items == ()
    kinds = [json.loads(line)["kind"] for line in (data / "judgements.jsonl").read_text().splitlines()]
    assert kinds == ["mention", "undo"]
    assert "nothing to take back" in words(press(test, "U"))


def test_later_puts_the_item_at_the_end(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = review(data, monkeypatch)
    seen = [test.query_params["i"]]
    for _ in range(3):
        press(test, "S")
        seen.append(test.query_params["i"])
    assert seen == ["item00000000", "item00000001", "item00000002", "item00000000"]
    assert not (data / "judgements.jsonl").exists()


def test_reason_and_route_go_with_the_key(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = sign(review(data, monkeypatch))
    test.text_input(key=f"reason-item00000000-{NARRATIVE}").set_value("cita a TASS")
    test.selectbox(key=f"route-item00000000-{NARRATIVE}").set_value("tass")
    test.run()
    press(test, "2")
    (line,) = read_judgements(data / "judgements.jsonl").items
    assert (line.reason, line.route) == ("cita a TASS", Route.TASS)


def test_remark_decides_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = sign(review(data, monkeypatch))
    test.button(key=f"remark-item00000000-{NARRATIVE}").click().run()
    assert "needs words" in str(test.error[0].value)
    test.text_input(key=f"reason-item00000000-{NARRATIVE}").set_value("ask the *desk*").run()
    test.button(key=f"remark-item00000000-{NARRATIVE}").click().run()
    read = read_judgements(data / "judgements.jsonl")
    assert (read.items, [note.reason for note in read.notes]) == ((), ["ask the *desk*"])
    assert test.query_params["i"] == "item00000000"
    assert "ask the \\*desk\\*" in words(test)


def test_done_is_a_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = sign(review(data, monkeypatch))
    for key in "YN4":
        press(test, key)
    shown = words(test)
    assert "Nothing waits for a person here" in shown
    assert "3 decisions count after the next" in shown
    assert "i" not in test.query_params
    press_again = next(button for button in test.button if button.key == "key-u-done")
    press_again.click().run()
    assert test.query_params["i"] == "item00000002"


def test_somebody_else_s_decision_is_seen_and_the_newest_counts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = sign(review(data, monkeypatch))
    append_judgement(data / "judgements.jsonl", said(judged_at=datetime.now(UTC), reason="[x](javascript:y)"))
    test.run()
    shown = words(test)
    assert "Beto decided on" in shown
    assert "](javascript" not in shown
    press(test, "Y")
    read = read_judgements(data / "judgements.jsonl")
    assert [row.judged_by for row in read.items] == ["Beto", "Ana"]
    assert standing(read.items)["item00000000", NARRATIVE].decision is Decision.YES


def test_same_key_twice_is_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = press(sign(review(data, monkeypatch)), "Y")
    test.query_params["i"], test.query_params["m"] = "item00000000", NARRATIVE
    test.run()
    press(test, "Y")
    assert len(read_judgements(data / "judgements.jsonl").items) == 1


def test_link_to_a_mention_holds_and_an_unknown_one_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Rumbo" in words(review(data, monkeypatch, i="item00000002", m=NARRATIVE, q=NARRATIVE))
    shown = words(review(data, monkeypatch, i="nothing", m=NARRATIVE))
    assert "nothing" in shown
    assert "El Faro" in shown


def test_wrong_and_torn_lines_are_said_and_decisions_go_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_judgement(data / "judgements.jsonl", said())
    with (data / "judgements.jsonl").open("a") as file:
        file.write('{"item_id": "item0')
    test = sign(review(data, monkeypatch))
    assert "line 2 was cut off" in words(test)
    press(test, "Y")
    assert len(read_judgements(data / "judgements.jsonl").items) == 2
    with (data / "judgements.jsonl").open("a") as file:
        file.write('{"item_id": 1}\n')
    test.run()
    assert not test.exception
    assert "line 4" in str(test.error[0].value).replace("\\", "")


def test_file_that_cannot_be_written_is_said_and_nothing_is_lost(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = sign(review(data, monkeypatch))

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.judging.os.fsync", full)
    press(test, "Y")
    assert "No space left" in str(test.error[0].value)
    assert test.query_params["i"] == "item00000000"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_hostile_names_reasons_and_titles_stay_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    publish(
        tmp_path, [(f"{text[:60]} {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE)], decision=Decision.REVIEW
    )
    for n, text in enumerate(HOSTILE):
        append_judgement(tmp_path / "judgements.jsonl",
                         said(f"item{n:08d}", who=f"x{text}", reason=f"x{text}", decision=Decision.YES))  # fmt: skip
    for n in (0, 3, 5, 11):
        test = review(tmp_path, monkeypatch, i=f"item{n:08d}", m=NARRATIVE, lang=lang)
        shown = re.sub(r"\\.", "", words(test))  # what is escaped stands for itself
        for bad in ("<script>", "](javascript", "<style", "<img", "!["):
            assert bad not in shown
        html = "".join(part.proto.body for part in test.get("html"))
        assert "<script" not in html
        assert "<img" not in html


def test_decision_shows_at_once_as_pending_on_the_other_pages(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_judgement(data / "judgements.jsonl", said(decision=Decision.YES, frame=Frame.DENIES))
    week = opened(data, monkeypatch, "week")
    assert not week.metric or week.metric[3].value == "2"
    narrative = opened(data, monkeypatch, "narrative", n=NARRATIVE, c="all")
    assert "1 item below shows a decision that counts after the next" in words(narrative)
    items = narrative.dataframe[-1].value
    row = items[items["outlet"] == "El Faro"].iloc[0]
    assert (row["decision"], row["frame"], row["judged"]) == ("carries it", "denies", "pending: after the next match")
    outlet = opened(data, monkeypatch, "outlets", o="elfaro")
    assert "1 item below" in words(outlet)


def test_after_the_next_match_the_decision_counts_and_nothing_is_pending(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append_judgement(data / "judgements.jsonl", said(decision=Decision.YES, frame=Frame.DENIES))
    publish(data, THREE, decision=Decision.REVIEW)
    narrative = opened(data, monkeypatch, "narrative", n=NARRATIVE, c="all")
    assert "counts after the next" not in words(narrative)
    ledger = next(one.value for one in narrative.dataframe if "lag_min_h" in one.value.columns)
    assert list(ledger["outlet"]) == ["El Faro"]
    items = narrative.dataframe[-1].value
    assert items.set_index("outlet").loc["El Faro", "judged"] == "by a person"
    test = review(data, monkeypatch, i="item00000000", m=NARRATIVE)
    assert "This snapshot counts it" in words(test)


def test_taken_back_after_the_match_is_pending_too() -> None:
    known = standing([said()])
    assert pending({}, known) == {("item00000000", NARRATIVE): None}
    assert pending(known, known) == {}


def test_last_word_on_each_field_stands() -> None:
    stands = standing([
        said(decision=Decision.YES, frame=Frame.DENIES, judged_at=NOW),
        said(decision=Decision.YES, route=Route.EFE, judged_at=NOW + timedelta(minutes=1)),
        said(decision=Decision.YES, frame=Frame.ASSERTS, judged_at=NOW - timedelta(minutes=1)),
    ])["item00000000", NARRATIVE]  # fmt: skip
    assert (stands.frame, stands.route) == (Frame.DENIES, Route.EFE)


def test_item_page_confirms_with_frame_and_route_rejects_and_takes_back(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = sign(opened(data, monkeypatch, "item", i="item00000000"))
    name = f"item00000000-{NARRATIVE}"
    test.selectbox(key=f"item-frame-{name}").set_value("denies")
    test.selectbox(key=f"item-route-{name}").set_value("embassy")
    test.text_input(key=f"item-why-{name}").set_value("la embajada")
    test.button(key=f"item-yes-{name}").click().run()
    (line,) = read_judgements(data / "judgements.jsonl").items
    assert (line.decision, line.frame, line.route, line.reason) == (
        Decision.YES, Frame.DENIES, Route.EMBASSY, "la embajada")  # fmt: skip
    assert "frame: denies, route: embassy" in words(test)
    assert "1 item below shows a decision" in words(test)
    test.button(key=f"item-no-{name}").click().run()
    assert [row.decision for row in read_judgements(data / "judgements.jsonl").items] == [Decision.YES, Decision.NO]
    for _ in range(2):
        test.button(key=f"item-undo-{name}").click().run()
    assert read_judgements(data / "judgements.jsonl").items == ()
    assert not test.exception
