"""What a check of the store found: one finding a check, with what was repaired and what a person must do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    REPAIRED = "repaired"
    REPAIRABLE = "repairable"  # it would have been repaired, had that been asked for
    BROKEN = "broken"  # a person must decide: `todo` says what


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was looked at, how it is, in words, and what is left to do."""

    check: str
    state: State
    said: str
    todo: str = ""

    @property
    def needs_somebody(self) -> bool:
        """Whether something is left that this run has not put right."""
        return self.state in {State.REPAIRABLE, State.BROKEN}


def good(check: str, said: str) -> Finding:
    """Say that a check found nothing wrong."""
    return Finding(check=check, state=State.OK, said=said)


def broken(check: str, said: str, todo: str) -> Finding:
    """Say what is wrong and what a person must do about it."""
    return Finding(check=check, state=State.BROKEN, said=said, todo=todo)


def mended(check: str, said: str, *, repaired: bool) -> Finding:
    """Say what was wrong and is right again, or would be after `rastro doctor` without --dry-run."""
    if repaired:
        return Finding(check=check, state=State.REPAIRED, said=said)
    return Finding(check=check, state=State.REPAIRABLE, said=said, todo="run `rastro doctor`")
