"""Texts that others wrote and spans of them in; escaped HTML with marks, shared words and differences out."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from dashboard.escape import visible

MOST_SHOWN = 20_000  # characters of one field
MOST_COMPARED = 4_000  # words; beyond that a word-level difference takes seconds
SHARED_WORDS = 4  # fewer words in a row are shared by chance

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_MARK = "background:#FCEBB6;border-bottom:2px solid #7A5C00;padding:0 1px;color:inherit"
_TAG = {
    "old": ("<del style='background:#F9E0D9;color:#8A2400;text-decoration:line-through'>", "</del>"),
    "new": ("<ins style='background:#D9EFE6;color:#00573F;text-decoration:underline'>", "</ins>"),
    "same": ("", ""),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text, and the number of the note that explains them (0: none)."""

    start: int
    end: int
    note: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A run of a comparison: in both texts, only in the old, or only in the new."""

    kind: Literal["same", "old", "new"]
    text: str


def marked(text: str, spans: Sequence[Span] = ()) -> str:
    """Return the text as harmless HTML with its spans marked, numbered by their notes; spans outside it are dropped.

    Of overlapping spans each stretch carries every number. Longer texts end after MOST_SHOWN characters.
    """
    shown = text[:MOST_SHOWN]
    inside = [span for span in spans if 0 <= span.start < span.end <= len(shown)]
    edges = sorted({0, len(shown), *(edge for span in inside for edge in (span.start, span.end))})
    parts = []
    for start, end in pairwise(edges):
        here = [span for span in inside if span.start <= start and end <= span.end]
        piece = _safe(shown[start:end])
        ending = sorted({span.note for span in here if span.end == end and span.note})
        notes = f"<sup>{','.join(map(str, ending))}</sup>" if ending else ""
        parts.append(f"<mark style='{_MARK}'>{piece}{notes}</mark>" if here else piece)
    return _block("".join(parts) + ("…" if len(text) > MOST_SHOWN else ""))


def compared(changes: Sequence[Change]) -> str:
    """Return a comparison as harmless HTML: what went is struck through, what came is underlined."""
    return _block("".join(f"{_TAG[c.kind][0]}{_safe(c.text)}{_TAG[c.kind][1]}" for c in changes))


def changes(old: str, new: str) -> list[Change] | None:
    """Return what changed from one text to the next, word by word; None if they are too long to compare."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(before), len(after)) > 2 * MOST_COMPARED:
        return None
    found: list[Change] = []
    for kind, i, j, k, m in _runs(before, after):
        if kind == "same":
            found.append(Change("same", "".join(before[i:j])))
            continue
        found += [Change("old", "".join(before[i:j]))] if i < j else []
        found += [Change("new", "".join(after[k:m]))] if k < m else []
    return found


def _runs(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the runs of a comparison; one space between two changes is no reason to tear a phrase apart."""
    joined: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for n, (tag, i, j, k, m) in enumerate(codes):
        between = 0 < n < len(codes) - 1 and "".join(before[i:j]).isspace()
        kind = "same" if tag == "equal" and not between else "changed"
        if joined and kind == joined[-1][0] == "changed":
            joined[-1] = ("changed", joined[-1][1], j, joined[-1][3], m)
        else:
            joined.append((kind, i, j, k, m))
    return joined


def shared(text: str, other: str, *, run: int = SHARED_WORDS) -> list[Span]:
    """Return the spans of `text` whose words stand in `other` too, `run` or more in a row, in any case."""
    words = [(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    theirs = [match.group().casefold() for match in _WORD.finditer(other)]
    known = {tuple(theirs[n : n + run]) for n in range(len(theirs) - run + 1)}
    plain = tuple(word for word, _, _ in words)
    hit = [False] * len(words)
    for n in range(len(words) - run + 1):
        if plain[n : n + run] in known:
            hit[n : n + run] = [True] * run
    spans: list[Span] = []
    for (_, start, end), is_shared, was_shared in zip(words, hit, [False, *hit], strict=False):
        if is_shared and was_shared:
            spans[-1] = Span(spans[-1].start, end)
        elif is_shared:
            spans.append(Span(start, end))
    return spans


def counted_words(text: str, spans: Sequence[Span] | None = None) -> int:
    """Return how many words a text has, or how many of them lie in the spans."""
    if spans is None:
        return len(_WORD.findall(text))
    return sum(len(_WORD.findall(text[span.start : span.end])) for span in spans)


def _safe(text: str) -> str:
    return html.escape(visible(text), quote=True)


def _block(inside: str) -> str:
    return f"<div style='white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55;max-width:46rem'>{inside}</div>"
