"""Pages: they read the state, ask a question, draw a chart, and show."""
