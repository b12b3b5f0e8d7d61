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
from narratives.frame_model import FRAMES, VECTOR_SCALE, WEIGHTS, Numbers, denial_values, lead, voice_values
from narratives.frame_text import sentences
from narratives.frame_voice import voice
from store.model import Frame, ItemText, Kind
from tests.gate.case import labelled, rows
from tests.gate.split import part

EXAMPLES = Path(__file__).parents[2] / "data" / "frames" / "examples.jsonl"
RIDGE = 1.0  # scikit-learn's C as it comes; 0.3 and 3 score the same within .02 on examples left out
RAREST = 0.05  # no frame is impossible because four narratives lack it
Labels = npt.NDArray[np.generic]
DENIALS = frozenset({Frame.DENIES, Frame.REPORTS_DENIAL, Frame.FACT_CHECK})


@dataclass(frozen=True, slots=True)
class Example:
    """One invented item and its frame."""

    frame: Frame
    item: ItemText


def examples() -> list[Example]:
    """Read the training sentences, in their order."""
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
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


if __name__ == "__main__":
    _main()
