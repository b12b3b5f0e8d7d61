"""Data frames in, Plotly figures out: no database, no page, no clock."""
