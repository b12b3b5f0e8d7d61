"""Features of an item's words, and its vector if there is one, in; the weighed frame and its words out. Pure.

Small logistic regressions, fitted by `python -m tests.gate.calibrate_frames` on data/frames/examples.jsonl (403 items
of our own about invented affairs), so that they learn how a thing is said and not what it is about. How often each frame
occurs is no property of what we invented: that comes from the tune part, each narrative counting the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

import numpy as np
import numpy.typing as npt

from narratives.encoder import Vectors
from narratives.frame_text import Sentence
from narratives.frame_voice import NAMES, Voice
from narratives.lexicon import Mark
from store.model import Frame, ItemText

Numbers = npt.NDArray[np.float64]
FRAMES = (Frame.ASSERTS, Frame.ATTRIBUTES, Frame.ANALYSIS)
DENIAL_MARKS = (Mark.DENY, Mark.MOCK, Mark.REJECT, Mark.CALL, Mark.FALSEHOOD, Mark.REPLY, Mark.IRONY, Mark.NOT, Mark.PROOF, Mark.CHECKER)  # fmt: skip
# How much a vector counts beside the words: F1 on the tune part and on batches of examples left out is flat from 2 to 4.
VECTOR_SCALE = 3.0
# How sure the weighing must be of a denial that no rule has found: at .7 it was right 8 times in 17 on batches of
# examples left out, at .85 in 5 of 7 (2026-11-23).
SURE = 0.85
WEIGHTS = Path(__file__).with_name("frame_weights.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers: rows of `words` and `voice` are FRAMES, columns the features, the last one the constant."""

    encoder: str
    words: Numbers
    voice: Numbers
    denial: Numbers


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Read the fitted weights, once per process."""
    read: Mapping[str, object] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    numbers = {name: np.array(read[name], dtype=np.float64) for name in ("words", "voice", "denial")}
    return Weights(str(read["encoder"]), numbers["words"], numbers["voice"], numbers["denial"])


def lead(item: ItemText) -> str:
    """Return the text whose vector the weighing takes: title and summary."""
    return " ".join(part for part in (item.title, item.summary) if part)


def weigh(text: Sequence[Sentence], heard: Voice, vector: Vectors | None) -> tuple[Frame, str]:
    """Return asserts, attributes or analysis, whichever weighs most, and the words that speak for it."""
    values = voice_values(heard)
    row = _row(vector)
    known = weights()
    scores = known.words @ _features(values) if row is None else known.voice @ _features(values, row)
    frame = FRAMES[int(np.argmax(scores))]
    return frame, _cue(frame, text, heard)


def weighed_denial(text: Sequence[Sentence], heard: Voice, vector: Vectors | None) -> str | None:
    """Return the sentence of a denial that no rule names, if words and vector together are sure of one."""
    row = _row(vector)
    if row is None:
        return None
    score = float(weights().denial @ _features([*voice_values(heard), *denial_values(text)], row))
    if 1 / (1 + exp(-max(-30.0, min(30.0, score)))) < SURE:
        return None
    spoken = max(text, key=lambda sentence: len(sentence.marks & set(DENIAL_MARKS)))
    return spoken.whole()


def essay_cue(heard: Voice) -> str | None:
    """Return the words by which an item presents itself as analysis: its title's turn of phrase, or its author weighs."""
    return heard.cues.get("title analysis") or heard.cues.get("body author")


def voice_values(heard: Voice) -> list[float]:
    """Return the features of frame_voice.NAMES in their order."""
    return [heard.values.get(name, 0.0) for name in NAMES]


def denial_values(text: Sequence[Sentence]) -> list[float]:
    """Return which of DENIAL_MARKS the title has, then which the rest has, as 0 or 1."""
    title = {mark for sentence in text if sentence.field == "title" for mark in sentence.marks}
    body = {mark for sentence in text if sentence.field != "title" for mark in sentence.marks}
    return [float(mark in part) for part in (title, body) for mark in DENIAL_MARKS]


def _features(values: Sequence[float], row: Numbers | None = None) -> Numbers:
    scaled = [] if row is None else [VECTOR_SCALE * row]
    return np.concatenate([np.asarray(values, dtype=np.float64), *scaled, [1.0]])


def _row(vector: Vectors | None) -> Numbers | None:
    """Return the vector as numbers; None if it is missing, empty, or not of the encoder of the weights."""
    if vector is None or vector.size != weights().voice.shape[1] - len(NAMES) - 1:
        return None
    row = np.nan_to_num(np.asarray(vector, dtype=np.float64).ravel())
    return row if row.any() else None


def _cue(frame: Frame, text: Sequence[Sentence], heard: Voice) -> str:
    """Return the words for a frame: the title's before the rest; what has no cue of its own is said by its opening."""
    wanted = _SPEAKS_FOR.get(frame, ())
    return next((heard.cues[name] for name in wanted if name in heard.cues), text[0].whole())


_SPEAKS_FOR: Mapping[Frame, tuple[str, ...]] = {
    Frame.ASSERTS: ("body credit",),
    Frame.ATTRIBUTES: (
        "title accuses", "title leads", "title says", "title according", "title speaker", "title conditional", "title hedge",
        "title quote", "title claim noun", "title opinion", "title factive", "title answer", "body hedge", "body opinion",
        "body distance", "body lead", "body late", "body says", "body according", "body factive",
    ),
    Frame.ANALYSIS: ("title analysis", "body author", "title why", "body analysis"),
}  # fmt: skip
