"""An item in, the words that are compared with other items' out, and the way back to its fields. Pure."""

from collections.abc import Iterator, Sequence

from narratives.fingerprint import MAX_WORDS, Mask, word_pattern
from narratives.fold import fold
from store.model import ItemText, Passage

MAX_READ = 100_000  # characters of one field: more than any article, and a bound on what a hostile one costs
SHOWN = 3  # passages of a pair: the longest ones


def wording(item: ItemText) -> str:
    """Return title and text, or title and summary where there is no text: one of them often repeats the other."""
    return "\n".join(content for _, content in _fields(item))


def passages(item: ItemText, matched: Mask) -> tuple[Passage, ...]:
    """Return where the matched words stand: the longest runs, in reading order, never across two fields."""
    pattern = word_pattern(wording(item))
    found: list[tuple[int, Passage]] = []
    first = 0
    for field, content in _fields(item):
        folded = fold(content)
        spans = [match.span() for match in pattern.finditer(folded.text)][: MAX_WORDS - first]
        for start, end in _runs(matched[first : first + len(spans)].tolist()):
            low, high = folded.origin(spans[start][0], spans[end - 1][1])
            why = f"{end - start} words in common"
            found.append((end - start, Passage(field=field, start=low, end=high, text=content[low:high], why=why)))
        first += len(spans)
    longest = sorted(range(len(found)), key=lambda at: -found[at][0])[:SHOWN]
    return tuple(found[at][1] for at in sorted(longest))


def _fields(item: ItemText) -> Iterator[tuple[str, str]]:
    yield "title", item.title[:MAX_READ]
    if item.text:
        yield "text", item.text[:MAX_READ]
    elif item.summary:
        yield "summary", item.summary[:MAX_READ]


def _runs(matched: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, here in enumerate([*matched, False]):
        if here and start is None:
            start = at
        elif not here and start is not None:
            yield start, at
            start = None
