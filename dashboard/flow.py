"""Items that carry a narrative and what they can have come from in; texts, outlets and the lines between them out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

NO_TEXT = frozenset({"unknown", "own"})  # routes that lead to no other text
_OF_TEXT = {"tass": "tass", "efe": "efe", "europapress": "europapress"}  # route to the outlet whose text it is


class Place(StrEnum):
    """Where in the flow something stands, from left to right."""

    ORIGIN = "origin"
    TEXT = "text"  # a wire, an embassy, state media or an outlet that it came by
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Something a line begins or ends at: an outlet under its id and name, or a kind of text under its route."""

    place: Place
    slug: str
    name: str | None  # None: a kind of text, whose word is that of the route
    frame: str | None = None  # of the outlet's first item


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line, and the items that it rests on; `evidence` has the words of each, None where a person said so."""

    source: Node
    target: Node
    certain: bool  # False: one of several, or the order of the two is not known
    items: tuple[str, ...]
    evidence: tuple[str | None, ...]

    @property
    def slug(self) -> str:
        """Return the name of the line in an address."""
        return f"{self.source.slug}~{self.target.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The lines of one narrative, and in numbers of outlets what no line can be drawn for."""

    edges: tuple[Edge, ...]
    origins: tuple[Node, ...]  # who can have started it, with or without a line
    outlets: int
    unknown: int
    own: int
    unlinked: tuple[Node, ...]  # texts that outlets came by, with no evidence of where those have it from

    @property
    def placed(self) -> int:
        """Return how many outlets have a line."""
        return len({edge.target.slug for edge in self.edges if edge.target.place is Place.OUTLET})


def read_flow(items: pd.DataFrame, sources: pd.DataFrame, country: str | None) -> Flow:
    """Return the flow to the outlets of a country (None: all), the origins' own outlets left out.

    `items` has item_id, outlet_id, outlet, kind, country, is_origin, frame, route and route_cue; `sources` has item_id,
    source_outlet_id, decided and evidence. Both in the order in which they are told.
    """
    known = _Known(items, sources)
    right = [row for row in known.rows if not row["is_origin"] and (country is None or row["country"] == country)]
    edges = _joined(line for row in right for line in known.lines(row, Place.OUTLET))
    texts = list(dict.fromkeys(edge.source for edge in edges if edge.source.place is Place.TEXT))
    upstream = _joined(
        line for node in texts for row in known.of_text(node) for line in known.lines(row, Place.TEXT, node)
    )
    upstream = tuple(edge for edge in upstream if edge.source.place is Place.ORIGIN)
    linked = {edge.target.slug for edge in upstream}
    drawn = {edge.target.slug for edge in edges}
    rest = [rows for slug, rows in _by_outlet(right).items() if f"outlet:{slug}" not in drawn]
    own = sum(all(row["route"] == "own" for row in rows) for rows in rest)
    return Flow(
        edges=(*upstream, *edges), origins=known.origins(), outlets=len(_by_outlet(right)), unknown=len(rest) - own,
        own=own, unlinked=tuple(node for node in texts if node.slug not in linked),
    )  # fmt: skip


_Line = tuple[Node, Node, bool, str, str | None]


class _Known:
    """What the rows say, by item and by outlet."""

    def __init__(self, items: pd.DataFrame, sources: pd.DataFrame) -> None:
        self.rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in items.to_dict("records")]
        self.by_outlet = _by_outlet(self.rows)
        self.sources: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in sources.to_dict("records"):
            self.sources[row["item_id"]].append({str(k): v for k, v in row.items()})

    def origins(self) -> tuple[Node, ...]:
        return tuple(self._source(slug) for slug, rows in self.by_outlet.items() if rows[0]["is_origin"])

    def of_text(self, node: Node) -> list[dict[str, Any]]:
        """Return the items of the outlet whose text this is; of a kind of text in general, none."""
        slug = node.slug.partition(":")[2]
        if node.name is not None:
            return self.by_outlet.get(slug, [])
        return self.by_outlet.get(_OF_TEXT.get(slug, ""), [])

    def lines(self, row: Mapping[str, Any], place: Place, target: Node | None = None) -> Iterator[_Line]:
        """Yield what an item came by: the text that its route names, and the outlets that the evidence names."""
        here = target or Node(place=place, slug=f"{place}:{row['outlet_id']}", name=row["outlet"],
                              frame=_text(self.by_outlet[row["outlet_id"]][0]["frame"]))  # fmt: skip
        found = [one for one in self.sources[row["item_id"]] if one["source_outlet_id"] in self.by_outlet]
        by_text = self._by_text(row)
        for one in found:
            source = self._source(one["source_outlet_id"])
            if by_text is None or source.slug != by_text.slug:
                yield source, here, bool(one["decided"]), row["item_id"], _text(one["evidence"])
        named = any(one["decided"] for one in found) and row["route"] in {"other_outlet", "state_media"}
        if by_text is not None and not named:
            yield by_text, here, True, row["item_id"], _text(row["route_cue"])

    def _by_text(self, row: Mapping[str, Any]) -> Node | None:
        if row["route"] in NO_TEXT or _OF_TEXT.get(row["route"]) == row["outlet_id"]:
            return None
        rows = self.by_outlet.get(_OF_TEXT.get(row["route"], ""), [])
        if rows and rows[0]["is_origin"]:  # the text of TASS is the origin's own where TASS can have started it
            return self._source(rows[0]["outlet_id"])
        return Node(place=Place.TEXT, slug=f"text:{row['route']}", name=None)

    def _source(self, outlet_id: str) -> Node:
        row = self.by_outlet[outlet_id][0]
        place = Place.ORIGIN if row["is_origin"] else Place.TEXT
        return Node(place=place, slug=f"{place}:{outlet_id}", name=row["outlet"])


def _joined(lines: Iterator[_Line]) -> tuple[Edge, ...]:
    """Join lines between the same two; one that is certain makes the whole so."""
    found: dict[tuple[Node, Node], list[_Line]] = defaultdict(list)
    for line in lines:
        if line[0].slug != line[1].slug:
            found[line[0], line[1]].append(line)
    return tuple(
        Edge(source=source, target=target, certain=any(line[2] for line in group),
             items=tuple(line[3] for line in group), evidence=tuple(line[4] for line in group))
        for (source, target), group in found.items()
    )  # fmt: skip


def _by_outlet(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["outlet_id"]].append(row)
    return dict(found)


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) and cell else None
