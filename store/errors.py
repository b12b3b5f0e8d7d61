"""The one tree of errors; each names the offender (file, line, key) and what was expected."""

from pathlib import Path


class RastroError(Exception):
    """The root: whatever Rastro refuses is one of these, and the command line prints it without a traceback."""


class ConfigError(RastroError):
    """A file that people edit is wrong; raised before any work begins, so nothing is half done."""

    def __init__(self, file: Path | str, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: {expected}")
        self.file = str(file)
        self.key = key
        self.expected = expected


class ImportError_(RastroError):  # noqa: N801, N818 - the design's word; the built-in ImportError is another thing
    """A whole import file cannot be read; single bad rows are counted outcomes, not errors."""

    def __init__(self, file: Path | str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = str(file)
        self.reason = reason


class StoreError(RastroError):
    """The database, a snapshot or the archive is not as it must be; the message says what to do."""


class LockedError(StoreError):
    """Another process is the writer; wait for it or stop it (the message names it)."""


class OldSnapshotError(StoreError):
    """A snapshot was published by an older Rastro: whole, but to be published anew."""


class QueryError(StoreError):
    """A query was refused or failed; the message is DuckDB's own."""


class EncoderError(RastroError):
    """The embedding model cannot be loaded; matching needs it, so the run stops before deciding anything."""
