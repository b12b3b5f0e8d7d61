"""Traces, annotations, shapes and layout of a chart in, in Plotly's words; one figure out."""

from typing import Any

import plotly.graph_objects as go


class Drawing:
    """What a figure is told, checked once: Plotly's own figure checks all of it again with each addition."""

    def __init__(self) -> None:
        self.traces: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": []}

    def add_scatter(self, **trace: Any) -> None:
        """Add points or a line."""
        self.traces.append({"type": "scatter", **trace})

    def add_bar(self, **trace: Any) -> None:
        """Add bars."""
        self.traces.append({"type": "bar", **trace})

    def add_heatmap(self, **trace: Any) -> None:
        """Add cells."""
        self.traces.append({"type": "heatmap", **trace})

    def add_annotation(self, **annotation: Any) -> None:
        """Add words, without an arrow."""
        self.layout["annotations"].append({"showarrow": False, **annotation})

    def add_shape(self, **shape: Any) -> None:
        """Add a line or a rectangle."""
        self.layout["shapes"].append(shape)

    def update_layout(self, **layout: Any) -> None:
        """Set parts of the layout."""
        self.layout.update(layout)

    def update_xaxes(self, **axis: Any) -> None:
        """Set parts of the x axis."""
        self.layout.setdefault("xaxis", {}).update(axis)

    def update_yaxes(self, **axis: Any) -> None:
        """Set parts of the y axis."""
        self.layout.setdefault("yaxis", {}).update(axis)

    def figure(self) -> go.Figure:
        """Return Plotly's figure of all that was told. Raises ValueError for what Plotly does not know."""
        return go.Figure(data=self.traces, layout=self.layout)
