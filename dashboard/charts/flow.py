"""The flow of one narrative in, the chart of the texts that outlets had it from out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import pi, sin
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.swimlane import MARKS
from dashboard.charts.words import counted, outlets_of, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.flow import Edge, Flow, Node, Place
from dashboard.formats import number
from dashboard.theme import (
    ADOPTS,
    GRID,
    INK,
    MUTED,
    ORIGIN,
    Margins,
    Sentences,
    Sheet,
    blank,
    dated,
    frame,
    heights,
    label,
)
from dashboard.words import code

ROW_PX, MOST, HEAD_PX = 30, 25, 44
X: Mapping[Place, float] = {Place.ORIGIN: 0.0, Place.TEXT: 0.46, Place.OUTLET: 1.0}
GAP = 1.5  # rows between two texts, whose names stand above and below each other
BEND = 24  # points of a curve
_KIND = {"reports_denial": "denies"}  # as the legend of the lanes joins them
_LEFT_PX, _RIGHT_PX, _NARROW_PX = 250, 330, 150
_SET: Mapping[Place, tuple[int, dict[str, Any]]] = {  # room for a name in pixels, and where it stands
    Place.ORIGIN: (_LEFT_PX - 40, {"xanchor": "right", "xshift": -12}),
    Place.TEXT: (190, {"xanchor": "center", "yanchor": "bottom", "yshift": 7}),
    Place.OUTLET: (_RIGHT_PX - 40, {"xanchor": "left", "xshift": 14}),
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The lines drawn, where each end stands (row, from the top), and how many outlets there is no room for."""

    edges: tuple[Edge, ...]
    at: dict[str, float]
    nodes: tuple[Node, ...]
    hidden: int
    rows: float


def route_flow(
    flow: Flow, *, name: str, as_of: datetime, country: str | None = "MX", sheet: Sheet = Sheet()  # noqa: B008 — frozen
) -> go.Figure:  # fmt: skip
    """Draw the lines that evidence supports from origins and other texts to outlets; the rest is counted in words."""
    said = _sentences(flow, name, country, as_of, sheet.lang)
    if not flow.edges:
        return blank(said, sheet)
    drawn = _drawn(flow)
    fig = Drawing()
    for edge in drawn.edges:
        _line(fig, edge, drawn, sheet.lang)
    for node in drawn.nodes:
        _name(fig, node, drawn, sheet)
    _heads(fig, country, sheet)
    left, right = (_LEFT_PX, _RIGHT_PX) if sheet.wide else (_NARROW_PX + 40, _NARROW_PX + 40)
    fig.update_xaxes(visible=False, range=[-0.01, 1.01])
    fig.update_yaxes(visible=False, range=[drawn.rows - 0.4, -0.6])
    margins = Margins(left, right, top=HEAD_PX, bottom=14)
    height = max(sheet.height or 0, round(ROW_PX * (drawn.rows + 0.2)) + sum(heights(said, sheet, margins)))
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _drawn(flow: Flow) -> _Drawn:
    """Put outlets that came by one text together, and each text at the middle of its outlets."""
    down = [edge for edge in flow.edges if edge.target.place is Place.OUTLET]
    weight: dict[str, int] = {}
    for edge in down:
        weight[edge.source.slug] = weight.get(edge.source.slug, 0) + 1
    first: dict[str, Edge] = {}
    for edge in sorted(down, key=lambda e: (not e.certain, -weight[e.source.slug], e.source.slug)):
        first.setdefault(edge.target.slug, edge)
    order = sorted(first, key=lambda slug: (-weight[first[slug].source.slug], first[slug].source.slug,
                                            (first[slug].target.name or "").casefold()))  # fmt: skip
    at = {slug: float(row) for row, slug in enumerate(order[:MOST])}
    kept = [edge for edge in down if edge.target.slug in at]
    texts = {edge.source.slug for edge in kept}
    edges = [*kept, *(edge for edge in flow.edges if edge.target.slug in texts)]
    nodes = {node.slug: node for edge in edges for node in (edge.source, edge.target)}
    for node in flow.origins:  # all who can have started it, while there is room: a missing line is a finding too
        if len([one for one in nodes.values() if one.place is Place.ORIGIN]) < max(3, len(at) // 2):
            nodes.setdefault(node.slug, node)
    for place in (Place.TEXT, Place.ORIGIN):
        _settle([node.slug for node in nodes.values() if node.place is place], edges, at)
    top = min(at.values())
    placed = {slug: y - top for slug, y in at.items()}
    return _Drawn(tuple(edges), placed, tuple(nodes.values()), len(order) - len(order[:MOST]), max(placed.values()) + 1)


def _settle(slugs: Sequence[str], edges: Sequence[Edge], at: dict[str, float]) -> None:
    """Give each end the middle of what its lines lead to, at least GAP rows from the next."""
    rows = [y for slug, y in at.items() if slug.startswith(f"{Place.OUTLET}:")]
    middle = sum(rows) / len(rows)

    def wished(slug: str) -> float:
        leads_to = [at[edge.target.slug] for edge in edges if edge.source.slug == slug and edge.target.slug in at]
        return sum(leads_to) / len(leads_to) if leads_to else middle

    order = sorted(slugs, key=lambda slug: (wished(slug), slug))
    placed: list[float] = []
    for slug in order:
        placed.append(max(wished(slug), placed[-1] + GAP) if placed else wished(slug))
    over = max(0.0, placed[-1] - max(rows)) if placed else 0.0
    at.update(zip(order, [y - over / 2 for y in placed], strict=True))


def _line(fig: Drawing, edge: Edge, drawn: _Drawn, lang: str) -> None:
    """Draw one curve; a dashed one is not decided."""
    start, end = (X[node.place] + side * 0.012 for node, side in ((edge.source, 1), (edge.target, -1)))
    low, high = drawn.at[edge.source.slug], drawn.at[edge.target.slug]
    steps = [n / (BEND - 1) for n in range(BEND)]
    colour = ORIGIN if edge.source.place is Place.ORIGIN else ADOPTS
    words = [word("flow.hover", lang, source=_called(edge.source, lang), target=_called(edge.target, lang)),
             counted("flow.items", len(edge.items), lang),
             *(esc(said) for said in edge.evidence[:3] if said)]  # fmt: skip
    fig.add_scatter(
        x=[start + (end - start) * s for s in steps],
        y=[low + (high - low) * (s - sin(2 * pi * s) / (2 * pi)) for s in steps],
        mode="lines",
        meta=f"edge:{edge.slug}",
        line={"color": colour, "width": 1.5 + min(len(edge.items), 6),
              "dash": "solid" if edge.certain else "6px,5px"},
        opacity=0.55,
        text=["<br>".join(words)] * BEND,
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _name(fig: Drawing, node: Node, drawn: _Drawn, sheet: Sheet) -> None:
    """Set a mark and a name at an end: origins to the left of it, outlets to the right, texts above."""
    x, y = X[node.place], drawn.at[node.slug]
    kind = "origin" if node.place is Place.ORIGIN else _KIND.get(node.frame or "", node.frame or "undecided")
    symbol, fill, edge = ("square", INK, INK) if node.place is Place.TEXT else MARKS[kind]
    marker = {"symbol": symbol, "size": 11, "color": fill, "line": {"color": edge, "width": 2}}
    fig.add_scatter(x=[x], y=[y], mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False,
                    meta=f"node:{node.slug}")  # fmt: skip
    bold = node.place is not Place.OUTLET
    room, place = _SET[node.place] if sheet.wide else (_NARROW_PX, _SET[node.place][1])
    text = label(_plain(node, sheet.lang), room, 16, weight="bold" if bold else "normal")
    fig.add_annotation(x=x, y=y, text=f"<b>{text}</b>" if bold else text, showarrow=False, name=f"name:{node.place}",
                       bgcolor="rgba(255,255,255,0.8)" if node.place is Place.TEXT else None,
                       font={"size": 16, "color": INK}, **place)  # fmt: skip


def _heads(fig: Drawing, country: str | None, sheet: Sheet) -> None:
    """Name the three columns above the plot, with a hair line below."""
    outlets = word("flow.outlets_mx" if country == "MX" else "flow.outlets", sheet.lang)
    heads = ((Place.ORIGIN, word("flow.origin", sheet.lang), "right", 8), (Place.TEXT, word("flow.text", sheet.lang),
             "center", 0), (Place.OUTLET, outlets, "left", -8))  # fmt: skip
    for place, text, anchor, shift in heads:
        fig.add_annotation(x=X[place], y=1, yref="paper", yanchor="bottom", yshift=14, xanchor=anchor, xshift=shift,
                           text=text, showarrow=False, font={"size": 14, "color": MUTED}, name="head")  # fmt: skip
    fig.add_shape(type="line", xref="paper", yref="paper", x0=0, x1=1, y0=1, y1=1, line={"color": GRID, "width": 1})


def _plain(node: Node, lang: str) -> str:
    return node.name if node.name is not None else code(node.slug.partition(":")[2], lang)


def _called(node: Node, lang: str) -> str:
    return esc(_plain(node, lang))


def _sentences(flow: Flow, name: str, country: str | None, as_of: datetime, lang: str) -> Sentences:
    who = outlets_of(country, flow.outlets, lang)
    if not flow.outlets:
        title = word("flow.nobody", lang, name=esc(name))
    elif not flow.placed:
        title = word("flow.none", lang, name=esc(name), who=who)
    else:
        title = word("flow.title", lang, name=esc(name), k=number(flow.placed), who=who)
    hidden = max(0, flow.placed - MOST)
    linked = any(edge.source.place is Place.ORIGIN for edge in flow.edges)
    unlinked = ", ".join(_called(node, lang) for node in flow.unlinked[:6])
    foot = [
        counted("flow.unknown", flow.unknown, lang) if flow.unknown else "",
        counted("flow.own", flow.own, lang) if flow.own else "",
        word("flow.unlinked", lang, texts=unlinked) if unlinked else "",
        word("flow.no_origin", lang) if flow.edges and not linked and not flow.unlinked else "",
        counted("flow.more", hidden, lang) if hidden else "",
        word("flow.named", lang) if flow.edges else "",
    ]
    measure = [word("flow.measure", lang)]
    if any(not edge.certain for edge in flow.edges):
        measure.append(word("flow.dashed", lang))
    return Sentences(title, " ".join(measure) if flow.edges else "", dated(" ".join(x for x in foot if x), as_of, lang))
