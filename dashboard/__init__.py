"""Snapshot -> pages, charts, briefing."""
