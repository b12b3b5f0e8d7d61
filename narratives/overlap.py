"""The fingerprints of two texts in, how much wording they share out: shares both ways, runs, rare grams. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from narratives.fingerprint import Grams, Hashes, Mask, Print

BLOCK, SHINGLE, RARE = 8, 5, 3  # words: of a block worth publishing, of a fingerprint, of a gram that can be rare
OTHERS_AT_MOST = 1  # items outside the circle that may have a gram which still counts as rare
KNOWN_AT_LEAST = 8  # shared grams of known frequency, below which a share of rare ones would be a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One text's part in what two share, in words."""

    words: int
    matched: int  # words in blocks of 8 or more that the other text has too
    outside: int | None  # words outside quotation marks; None: quotes not known
    matched_outside: int | None

    @property
    def share(self) -> float:
        """Return the matched share of the text, 0 to 1."""
        return self.matched / self.words if self.words else 0.0

    @property
    def share_outside(self) -> float | None:
        """Return the same outside quotation marks; None if quotes are not known or nothing stands outside them."""
        return self.matched_outside / self.outside if self.outside and self.matched_outside is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two texts share. Words are counted in blocks of 8: shorter runs are names, formulas and chance."""

    first: Side
    second: Side
    containment: float  # distinct 5-word grams of the shorter text that the other has too, 0 to 1
    shared_3: int  # distinct 3-word grams in common, outside quotation marks where those are known
    rare: int | None  # how many of these almost nobody else has; None: too little to compare with
    exclusive: int  # distinct 8-word grams in common that no other holder has
    widespread: float  # share of the common 8-word grams that two or more others have, 0 to 1

    @property
    def share(self) -> float:
        """Return the larger of the two matched shares: a short text taken whole out of a long one counts whole."""
        return max(self.first.share, self.second.share)

    @property
    def share_outside(self) -> float | None:
        """Return the larger share outside quotation marks, if quotes are known on either side."""
        known = [s for s in (self.first.share_outside, self.second.share_outside) if s is not None]
        return max(known, default=None)

    @property
    def quoted_share(self) -> float:
        """Return which share of the matched words stands in quotation marks, by the side that knows best, 0 to 1."""
        known = [
            1 - side.matched_outside / side.matched
            for side in (self.first, self.second)
            if side.matched and side.matched_outside is not None
        ]
        return max(known, default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the rest of the store has of the same wording.

    `frequency` says in how many items a 3-word gram stands, the two compared ones and all of the circle included; a
    gram that is not there has not been counted. `circle` are the items that carry the text themselves: what they
    have in common is not made ordinary by there being many of them. `holders` are the texts of other outlets that
    may have the same 8-word grams, one sequence entry per outlet.
    """

    frequency: Mapping[int, int]
    circle: Sequence[Print]
    holders: Sequence[Hashes]


NOTHING_ELSE = Background(frequency={}, circle=(), holders=())


def overlap(first: Print, second: Print, background: Background = NOTHING_ELSE) -> Overlap:
    """Measure what two texts share. `background.circle` includes the two themselves."""
    blocks = np.intersect1d(first.grams[BLOCK].hashes, second.grams[BLOCK].hashes)
    threes = _shared_outside(first, second)
    others = sum((np.isin(blocks, holder).astype(np.int32) for holder in background.holders),
                 start=np.zeros(len(blocks), dtype=np.int32))  # fmt: skip
    return Overlap(
        first=_side(first, second), second=_side(second, first), containment=_containment(first, second),
        shared_3=len(threes), rare=_rare(threes, background), exclusive=int((others == 0).sum()),
        widespread=float((others >= 2).mean()) if len(blocks) else 0.0,  # noqa: PLR2004 - with the pair, four outlets
    )  # fmt: skip


def matched_words(text: Print, other: Print, k: int = BLOCK) -> Mask:
    """Return for each word of a text whether it lies in a run of k or more that the other text has too."""
    return _covered(text.grams[k], other.grams[k].hashes, text.words, k)


def _covered(found: Grams, hashes: Hashes, words: int, k: int) -> Mask:
    at = found.positions[np.isin(found.hashes, hashes)]
    steps = np.zeros(words + 1, dtype=np.int32)
    np.add.at(steps, at, 1)
    np.add.at(steps, np.minimum(at + k, words), -1)
    return np.cumsum(steps[:-1]) > 0


def _side(text: Print, other: Print) -> Side:
    matched = matched_words(text, other)
    outside = None if text.quoted is None else ~text.quoted
    return Side(
        words=text.words, matched=int(matched.sum()), outside=None if outside is None else int(outside.sum()),
        matched_outside=None if outside is None else int((matched & outside).sum()),
    )  # fmt: skip


def _containment(first: Print, second: Print) -> float:
    one, other = np.unique(first.grams[SHINGLE].hashes), np.unique(second.grams[SHINGLE].hashes)
    shorter = min(len(one), len(other))
    return len(np.intersect1d(one, other)) / shorter if shorter else 0.0


def _shared_outside(first: Print, second: Print) -> Hashes:
    return np.intersect1d(_outside(first), _outside(second))


def _outside(text: Print) -> Hashes:
    """Return the 3-word grams of which at least one word stands outside quotation marks."""
    found = text.grams[RARE]
    if text.quoted is None or not text.quoted.any():
        return found.hashes
    spans = np.minimum(found.positions[:, None] + np.arange(RARE), text.words - 1)
    kept: Hashes = found.hashes[~text.quoted[spans].all(axis=1)]
    return kept


def _rare(shared: Hashes, background: Background) -> int | None:
    """Scale the rare ones among the grams of known frequency up to all shared ones."""
    counts = {int(gram): background.frequency[int(gram)] for gram in shared if int(gram) in background.frequency}
    if len(shared) == 0:
        return 0
    if len(counts) < min(KNOWN_AT_LEAST, len(shared)):
        return None
    known = np.array(list(counts), dtype=np.uint64)
    inside = sum((np.isin(known, text.grams[RARE].hashes).astype(np.int64) for text in background.circle),
                 start=np.zeros(len(known), dtype=np.int64))  # fmt: skip
    others = np.array(list(counts.values())) - inside
    return round(len(shared) * float((others <= OTHERS_AT_MOST).mean()))
