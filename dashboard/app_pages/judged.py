"""People's decisions on every page: what stands, what waits for the next match, and how a new one is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome
from dashboard.escape import md
from dashboard.formats import number
from dashboard.standing import Key, Standing, last_of, of_frame, overlay, pending, standing
from dashboard.words import t
from store.errors import RastroError
from store.judged import Judgements, read_judgements
from store.judging import append_judgement, name_of, reason_of
from store.model import Decision, Frame, Judgement, Note, Route, Undo

WHO = "judged_by"  # kept in the session only: a link sent to a colleague must not decide in one's own name
LONGEST_FAULT = 400
MOST_WAITING = 2_000  # rows of the queue that a page looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What people said by now, what of it the snapshot does not know yet, and what is wrong with the file."""

    judgements: Judgements
    stands: dict[Key, Standing]
    pending: dict[Key, Standing | None]
    fault: str | None = None


def known() -> Known:
    """Read the file and the snapshot; a file that cannot be read changes nothing on the page but says so."""
    before = standing(of_frame(chrome.answer("judgements")))
    try:
        said = _read(*_state_of(chrome.paths().judgements))
    except RastroError as error:
        return Known(judgements=Judgements(), stands=before, pending={}, fault=str(error))
    stands = standing(said.items)
    return Known(judgements=said, stands=stands, pending=pending(stands, before))


def faults(now: Known, lang: str) -> None:
    """Say what is wrong with the file of decisions, if anything."""
    if now.fault:
        st.error(t("judged_fault", lang, fault=md(now.fault, longest=LONGEST_FAULT)))
    if now.judgements.torn:
        lines = ", ".join(number(line) for line in now.judgements.torn)
        st.warning(t("judged_torn", lang, lines=lines))


def on_top(mentions: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return mentions (item_id, narrative_id, decision, frame, route, judged) with what is pending on top, in words."""
    words = {state: t(f"judged_{state}", lang) for state in ("none", "judged", "pending", "taken_back")}
    return overlay(mentions, known().pending, words)


def note_pending(mentions: pd.DataFrame, lang: str) -> None:
    """Say how many of these mentions are shown with a decision that charts and counts do not have yet."""
    keys = set(zip(mentions["item_id"], mentions["narrative_id"], strict=True))
    waiting = len(keys & known().pending.keys())
    if waiting:
        st.info(t("pending_here.one" if waiting == 1 else "pending_here.many", lang, n=number(waiting)))


def decided_since() -> int:
    """Return how many of the mentions that this snapshot has waiting were decided since."""
    changes = known().pending
    if not changes:
        return 0
    queue = chrome.answer("review_queue", narrative_id=None, most=MOST_WAITING)
    keys = set(zip(queue["item_id"], queue["narrative_id"], strict=True))
    return sum(key in keys for key, one in changes.items() if one and one.decision is not Decision.REVIEW)


def who() -> str:
    """Return who decides in this session; empty if nobody has said."""
    return str(st.session_state.get(WHO, ""))


def sign(text: str) -> None:
    """Keep the name of who decides for this session."""
    st.session_state[WHO] = name_of(text)


def decide(
    key: Key, decision: Decision, *, frame: Frame | None = None, route: Route | None = None, reason: str | None = None
) -> None:
    """Write a decision of whoever signed; the same one twice is written once. Raises StoreError."""
    said = Judgement(item_id=key[0], narrative_id=key[1], decision=decision, frame=frame, route=route,
                     judged_by=who(), judged_at=datetime.now(UTC), reason=reason_of(reason))  # fmt: skip
    last = last_of(who(), [one for one in _mine() if (one.item_id, one.narrative_id) == key])
    if isinstance(last, Judgement) and _content(last) == _content(said):
        return
    append_judgement(chrome.paths().judgements, said)


def remark(key: Key, text: str) -> None:
    """Write a remark of whoever signed; it decides nothing. Raises StoreError."""
    append_judgement(
        chrome.paths().judgements,
        Note(item_id=key[0], narrative_id=key[1], judged_by=who(), judged_at=datetime.now(UTC), reason=text),
    )


def take_back(key: Key | None = None) -> Judgement | Note | None:
    """Take back what whoever signed said last (about this mention, if one is given), and return it.

    None if there is nothing. Raises StoreError.
    """
    last = last_of(who(), [one for one in _mine() if key is None or (one.item_id, one.narrative_id) == key])
    if last is not None:
        append_judgement(
            chrome.paths().judgements,
            Undo(item_id=last.item_id, narrative_id=last.narrative_id, judged_by=who(), judged_at=datetime.now(UTC)),
        )
    return last


def _mine() -> Sequence[Judgement | Note]:
    said = read_judgements(chrome.paths().judgements)
    everything: list[Judgement | Note] = [*said.items, *said.notes]
    return [one for one in everything if one.judged_by == who()]


def _content(one: Judgement) -> tuple[Decision, Frame | None, Route | None, str | None]:
    return one.decision, one.frame, one.route, one.reason


@st.cache_data(max_entries=4, show_spinner=False)
def _read(path: str, size: int, modified_ns: int) -> Judgements:
    _ = size, modified_ns  # of the cache's key: another state of the file is another answer
    return read_judgements(Path(path))


def _state_of(path: Path) -> tuple[str, int, int]:
    """Return what tells one state of the file from another; it only grows."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return str(path), -1, -1
    return str(path), found.st_size, found.st_mtime_ns
