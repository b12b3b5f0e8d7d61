"""Items -> mentions -> pick-ups: pure functions."""
