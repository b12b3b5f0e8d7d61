"""The command line's rooms: one file per group of verbs; rastro.py puts them together."""
