"""Write narratives/frame_weights.json, fitted on data/frames/examples.jsonl: `python -m tests.gate.calibrate_frames`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from narratives.encoder import default_encoders
from narratives.frame import frame_of
from narratives.frame_model import FRAMES, VECTOR_SCALE, WEIGHTS, Numbers, denial_values, lead, voice_values, weights
from narratives.frame_text import sentences
from narratives.frame_voice import voice
from store.model import Frame, ItemText, Kind
from tests.gate.case import labelled, rows
from tests.gate.split import part

FOLDER = Path(__file__).parents[2] / "data" / "frames"
EXAMPLES, SECOND, HELD_OUT = (FOLDER / name for name in ("examples.jsonl", "second.jsonl", "held_out.jsonl"))
RIDGE = 1.0  # scikit-learn's C as it comes; 0.3 and 3 score the same within .02 on examples left out
RAREST = 0.05  # no frame is impossible because four narratives lack it
Labels = npt.NDArray[np.generic]
DENIALS = frozenset({Frame.DENIES, Frame.REPORTS_DENIAL, Frame.FACT_CHECK})


@dataclass(frozen=True, slots=True)
class Example:
    """One invented item and its frame."""

    frame: Frame
    item: ItemText


@dataclass(frozen=True, slots=True)
class ListScore:
    """F1 by label with denial kinds taken together, its mean over asserts, attributes and denial, and denials found."""

    f1: dict[str, float]
    macro_f1: float
    denials_found: float


def examples(*files: Path) -> list[Example]:
    """Read the sentences of these files in their order; without a file, those that the weights are fitted on."""
    lines = [line for file in files or (EXAMPLES,) for line in file.read_text(encoding="utf-8").splitlines()]
    return [_example(number, json.loads(line)) for number, line in enumerate(lines, start=1)]


def shares(without: str | None = None) -> Numbers:
    """Return how often each of FRAMES occurs among them on the tune part, the mean over narratives, one left out or none."""
    told: dict[str, list[str]] = {}
    for row in rows():
        narrative = labelled(row).narrative_id
        if part(row.case_id) == "tune" and narrative and narrative != without and row.frame in set(FRAMES):
            told.setdefault(narrative, []).append(row.frame)
    return np.mean([[frames.count(frame) / len(frames) for frame in FRAMES] for frames in told.values()], axis=0)


def fit(known: Sequence[Example], frame_shares: Numbers) -> dict[str, Numbers]:
    """Return the weights by name, shaped as frame_model.Weights; the examples' own shares are replaced by those given."""
    read = [sentences(one.item) for one in known]
    values = np.array([voice_values(voice(text)) for text in read])
    denying = np.array([denial_values(text) for text in read])
    vectors = VECTOR_SCALE * default_encoders().quick.encode([lead(one.item) for one in known]).astype(np.float64)
    frames = np.array([one.frame.value for one in known])
    is_denial = np.array([one.frame in DENIALS for one in known])
    told = ~is_denial
    return {
        "words": _of_frames(values[told], frames[told], frame_shares),
        "voice": _of_frames(np.hstack([values, vectors])[told], frames[told], frame_shares),
        "denial": _regression(np.hstack([values, denying, vectors]), is_denial)[0],
    }


def score(known: Sequence[Example]) -> ListScore:
    """Frame invented items by their words and vectors and count what is right, denial kinds taken together."""
    vectors = default_encoders().quick.encode([lead(one.item) for one in known])
    said = [frame_of(one.item, is_origin=False, vector=row)[0] for one, row in zip(known, vectors, strict=True)]
    pairs = [(_merged(one.frame), _merged(frame)) for one, frame in zip(known, said, strict=True)]
    f1 = {label: _f1(pairs, label) for label in ("asserts", "attributes", "denial", "analysis")}
    denied = [frame == "denial" for truth, frame in pairs if truth == "denial"]
    return ListScore(
        f1=f1, macro_f1=round(sum(f1[name] for name in ("asserts", "attributes", "denial")) / 3, 3),
        denials_found=round(sum(denied) / len(denied), 3),
    )  # fmt: skip


def _merged(frame: Frame | None) -> str:
    return "denial" if frame in DENIALS else str(frame)


def _f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    right = sum(truth == said == label for truth, said in pairs)
    return round(2 * right / max(1, sum((truth, said).count(label) for truth, said in pairs)), 3)


def _of_frames(features: Numbers, frames: Labels, frame_shares: Numbers) -> Numbers:
    by_name = dict(zip(sorted(set(frames)), _regression(features, frames), strict=True))
    found = np.array([by_name[frame.value] for frame in FRAMES])
    found[:, -1] += np.log(np.maximum(frame_shares, RAREST) * len(FRAMES))  # fitted as if all were equally frequent
    return found


def _regression(features: Numbers, truth: Labels) -> Numbers:
    found = LogisticRegression(C=RIDGE, max_iter=5_000, class_weight="balanced").fit(features, truth)
    return np.asarray(np.hstack([found.coef_, found.intercept_[:, None]]), dtype=np.float64)


def _example(number: int, cells: dict[str, str]) -> Example:
    item = ItemText(
        item_id=f"example-{number}", version_id=number, outlet_id="invented", outlet_name="Invented", outlet_kind=Kind.NATIONAL,
        language=cells["language"], title=cells["title"], summary=cells["summary"], text=None, url=f"https://invented.example/{number}",
        published=None, seen_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return Example(Frame(cells["frame"]), item)


def _main() -> None:
    known = examples()
    found = {name: np.round(numbers, 4).tolist() for name, numbers in fit(known, shares()).items()}
    WEIGHTS.write_text(json.dumps({"encoder": default_encoders().quick.name, **found}) + "\n", encoding="utf-8")
    sys.stdout.write(f"{WEIGHTS.name}: fitted on {len(known)} examples\n")
    weights.cache_clear()
    for file in (SECOND, HELD_OUT):
        sys.stdout.write(f"{file.name}: {score(examples(file))}\n")


if __name__ == "__main__":
    _main()
