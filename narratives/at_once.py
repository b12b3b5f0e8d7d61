"""Batches of items in, their mentions in the same order out: by two processes at once where there are many items."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from os import cpu_count
from typing import NamedTuple

from narratives import encoder
from narratives.encoder import Encoders, default_encoders
from narratives.match import Matcher
from store.model import ItemText, Mention, Narrative

# Items from which two processes are worth their start (two seconds and 0.6 GB each).
MANY = 10_000
PROCESSES = 2
Batch = tuple[list[ItemText], dict[str, Collection[str]]]
Deciding = Callable[[Iterable[Batch]], Iterator[list[Mention]]]


class Order(NamedTuple):
    """What is to be decided: these narratives, beside all those of the catalog, by these encoders."""

    narratives: Sequence[Narrative]
    catalog: Sequence[Narrative]
    encoders: Encoders


@contextmanager
def deciding(order: Order, *, items: int) -> Iterator[Deciding]:
    """Give what decides batches of items and the phrases seen in them; each batch's mentions come in its place.

    Processes load the encoders themselves, so others than the usual ones stay in this process.
    """
    if items < MANY or (cpu_count() or 1) < PROCESSES or order.encoders is not default_encoders():
        matcher = Matcher(*order)
        yield lambda batches: (matcher.match(texts, seen) for texts, seen in batches)
        return
    with ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), initializer=_prepare, initargs=(tuple(order.narratives), tuple(order.catalog))
    ) as pool:
        yield lambda batches: pool.map(_decide, batches)


def batch_of(texts: Sequence[ItemText], seen: Mapping[str, Collection[str]]) -> Batch:
    """Return the newest wording of each item among these, and the phrases seen in those items."""
    newest = {text.item_id: text for text in texts}  # of two wordings that came together, the later one counts
    return list(newest.values()), {key: seen[key] for key in newest if key in seen}


class _Own:
    """The matcher of a process of its own."""

    matcher: Matcher


def _prepare(narratives: Sequence[Narrative], catalog: Sequence[Narrative]) -> None:
    encoder.WORKERS = 1  # the processes are as many as the cores
    _Own.matcher = Matcher(narratives, catalog, default_encoders())


def _decide(batch: Batch) -> list[Mention]:
    texts, seen = batch
    return _Own.matcher.match(texts, seen)
