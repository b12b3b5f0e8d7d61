"""What two texts share and what is known of their outlets in, what may be said about the pair out. Pure.

Pairs only: that A shares text with B and B with C says nothing about A and C.
"""

from dataclasses import dataclass
from datetime import timedelta

from narratives.overlap import Overlap
from store.model import Interval, Relation, Route

RULE = "reuse-2"
# The shares are those measured before this code was written, not fitted to the case: half a text in 8-word blocks is
# more than any two independent translations of one text share (40 %); 15 % is what two of them share on average.
SAME_TEXT = 0.5
TWO_TRANSLATIONS = 0.15
STEP = 0.05  # shares are published in steps of five points, and judged as they are published
QUOTED = 0.6  # of the matched words, from which a pair shares what somebody said
EXCLUSIVE = 20  # 8-word grams that only two outlets have, from which one of them has it from the other
WIDESPREAD = 0.7  # of the shared grams, from which they are anybody's: four outlets or more have them
SHORT = 80  # words: title and summary of a feed entry, where rare grams say more than blocks do
RARE_IN_SHORT, RARE_IN_LONG = 8, 25  # rare 3-word grams in common that show reuse by themselves
ORDINARY_IN_LONG = 15  # fewer than that in common, and even long runs are names and formulas
RESOLUTION = timedelta(minutes=15)  # a usual time between two polls: closer than that, clocks decide nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a pair besides its words."""

    common_source: Route | None = None  # the one text that both name, credit or betray as theirs
    credited: bool = False  # the later one names or links the earlier outlet as its source

    @property
    def is_named(self) -> bool:
        """Tell whether a source says that the two have to do with each other."""
        return self.common_source is not None or self.credited


def relation_of(found: Overlap, known: Known) -> Relation:
    """Return how two texts are related.

    A pair with half a text in common is `copies` only if the words are nobody else's or there is a credit; otherwise
    a common source is the likelier story. Two translations of one text share less than half, so they are never more
    than `rewrites`. A common named source makes a pair rewrites of it, however little wording is left.
    """
    named = known.is_named
    share = published_share(found.share)
    if is_ordinary(found, named=named):
        return Relation.INDEPENDENT
    outside = found.share_outside
    mostly_quoted = found.quoted_share >= QUOTED and outside is not None
    if mostly_quoted and outside is not None and published_share(outside) <= TWO_TRANSLATIONS < share:
        return Relation.SHARED_QUOTE
    if share >= SAME_TEXT:
        return _same_text(found, known)
    if share > TWO_TRANSLATIONS or named or _is_rare(found):
        return Relation.REWRITES
    return Relation.INDEPENDENT


def is_order_certain(earlier: Interval | None, later: Interval | None, resolution: timedelta = RESOLUTION) -> bool:
    """Tell whether one was certainly out before the other, by more than the clocks can blur."""
    return earlier is not None and later is not None and later.earliest - earlier.latest >= resolution


def may_say_republished(relation: Relation, *, order_certain: bool) -> bool:
    """Tell whether "the later one republished the earlier one's text" is more than a guess."""
    return relation is Relation.COPIES and order_certain


def published_share(share: float) -> float:
    """Round a share to the five points it is published in."""
    return round(round(share / STEP) * STEP, 2)


def _same_text(found: Overlap, known: Known) -> Relation:
    if known.credited:
        return Relation.COPIES
    common = known.common_source is not None or found.widespread >= WIDESPREAD
    return Relation.COPIES if found.exclusive >= EXCLUSIVE and not common else Relation.SAME_WIRE


def _is_rare(found: Overlap) -> bool:
    return found.rare is not None and found.rare >= (RARE_IN_SHORT if found.is_short(SHORT) else RARE_IN_LONG)


def is_ordinary(found: Overlap, *, named: bool) -> bool:
    """Tell whether the words in common are known to be everybody's: names of institutions run to 15 words.

    A named source halves what is asked for; without any, two dispatches of one agency would all be one text.
    """
    least = RARE_IN_SHORT if found.is_short(SHORT) else ORDINARY_IN_LONG
    return found.rare is not None and found.rare < (least // 2 if named else least)
