"""Vectors of an item in, how near it is to each narrative, its neighbours and its rivals out. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from narratives.encoder import Encoder, Vectors, for_wordings
from store.model import Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near an item is to a narrative by one encoder; cosines, -1 to 1, of its nearest part."""

    similarity: float = 0.0  # to the nearest wording of the claim
    margin: float = 0.0  # the same minus that to the nearest neighbour; the similarity itself where there is none
    rival: float = 0.0  # how much nearer a narrative is that is a neighbour and whose own query matches; 0 if none is
    neighbour: str | None = None  # the nearest neighbour's label


class Wordings:
    """The wordings of narratives and of their neighbours, encoded once by one encoder."""

    def __init__(self, catalog: Sequence[Narrative], encoder: Encoder) -> None:
        remembering = for_wordings(encoder)
        self._claims = {n.narrative_id: remembering.encode(all_wordings(n)) for n in catalog}
        self._neighbours = {n.narrative_id: self._around(n, remembering) for n in catalog}

    def near(self, parts: Vectors, narrative: Narrative, rivals: Collection[str]) -> Nearness:
        """Return how near the nearest of an item's parts is; `rivals` are ids of narratives that it meets as well."""
        similarity = nearest(parts, self._claims[narrative.narrative_id])
        around = [(nearest(parts, vectors), label) for label, vectors in self._neighbours[narrative.narrative_id]]
        best, label = max(around, default=(0.0, None))
        ahead = [nearest(parts, self._claims[rival]) - similarity for rival in rivals]
        return Nearness(similarity=similarity, margin=similarity - best, rival=max(0.0, *ahead, 0.0), neighbour=label)

    def _around(self, narrative: Narrative, encoder: Encoder) -> list[tuple[str, Vectors]]:
        found = []
        for neighbour in narrative.neighbours:
            own = [encoder.encode(neighbour.descriptions)] if neighbour.descriptions else []
            if neighbour.narrative_id:
                own.append(self._claims[neighbour.narrative_id])
            found.append((neighbour.label, np.concatenate(own)))
        return found


def all_wordings(narrative: Narrative) -> list[str]:
    """Return every sentence that stands for the claim: claims, wordings, and texts that people say carry it."""
    return [*narrative.claims.values(), *narrative.wordings, *(narrative.learnt.carrying if narrative.learnt else ())]


def nearest(parts: Vectors, wordings: Vectors) -> float:
    """Return the highest cosine between any part and any wording; 0 where there is none of either."""
    return float((parts @ wordings.T).max()) if len(parts) and len(wordings) else 0.0
