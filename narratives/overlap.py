"""The fingerprints of two texts in, how much wording they share out: shares both ways, runs, rare grams. Pure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narratives.fingerprint import BLOCK, SHINGLE, Grams, Hashes, Mask, Print, within

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

    def is_short(self, words: int) -> bool:
        """Tell whether either text has fewer words than that."""
        return min(self.first.words, self.second.words) < words

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


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct gram hashes in ascending order, and how many others have each."""

    hashes: Hashes
    others: npt.NDArray[np.int64]

    def of(self, wanted: Hashes) -> tuple[Mask, npt.NDArray[np.int64]]:
        """Return which of the wanted hashes were counted, and the counts of those, in the order of `wanted`."""
        known = within(wanted, self.hashes)
        return known, self.others[np.searchsorted(self.hashes, wanted[known])]


NOBODY = Counted(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the rest of the store has of the same wording.

    `outside` says how many items have a 3-word gram, those left aside that carry the text themselves: what they have
    in common is not made ordinary by there being many of them. A gram that is not there has not been counted.
    `holders` says how many other outlets have an 8-word gram; one that is not there, none.
    """

    outside: Counted = NOBODY
    holders: Counted = NOBODY


NOTHING_ELSE = Background()


def overlap(first: Print, second: Print, background: Background = NOTHING_ELSE) -> Overlap:
    """Measure what two texts share."""
    blocks = shared_blocks(first, second)
    threes = shared_threes(first, second)
    held, holders = background.holders.of(blocks)
    return Overlap(
        first=_side(first, second), second=_side(second, first), containment=_containment(first, second),
        shared_3=len(threes), rare=rare_grams(threes, background.outside),
        exclusive=len(blocks) - int(held.sum()) + int((holders == 0).sum()),
        widespread=int((holders >= 2).sum()) / len(blocks) if len(blocks) else 0.0,  # noqa: PLR2004 - with the pair, four outlets
    )  # fmt: skip


def shared_threes(first: Print, second: Print) -> Hashes:
    """Return the distinct 3-word grams that two texts share outside quotation marks, in ascending order."""
    return first.unquoted[within(first.unquoted, second.unquoted)]


def shared_blocks(first: Print, second: Print) -> Hashes:
    """Return the distinct 8-word grams that two texts share, in ascending order."""
    return first.distinct[BLOCK][within(first.distinct[BLOCK], second.distinct[BLOCK])]


def rare_grams(shared: Hashes, outside: Counted) -> int | None:
    """Return how many of the shared 3-word grams almost nobody else has; None if too few of them were counted.

    What holds for the counted ones is scaled up to all of them.
    """
    if len(shared) == 0:
        return 0
    known, others = outside.of(shared)
    if int(known.sum()) < min(KNOWN_AT_LEAST, len(shared)):
        return None
    return round(len(shared) * float((others <= OTHERS_AT_MOST).mean()))


def matched_words(text: Print, other: Print, k: int = BLOCK) -> Mask:
    """Return for each word of a text whether it lies in a run of k or more that the other text has too."""
    return _covered(text.grams[k], other.distinct[k], text.words, k)


def _covered(found: Grams, distinct: Hashes, words: int, k: int) -> Mask:
    at = found.positions[within(found.hashes, distinct)]
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
    one, other = first.distinct[SHINGLE], second.distinct[SHINGLE]
    shorter = min(len(one), len(other))
    return int(within(one, other).sum()) / shorter if shorter else 0.0
