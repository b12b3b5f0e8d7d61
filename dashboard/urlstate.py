"""Choices live in the address under stable slugs, defaults included, so that a link means the same next week.

Streamlit's own `bind="query-params"` writes labels instead of slugs and leaves defaults out, hence this.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the address asked for, and what is shown: another thing when the slug is unknown."""

    shown: str
    asked: str | None  # None: nothing was asked, the default is shown
    unknown: bool


def choose(asked: str | None, options: Mapping[str, str], default: str) -> Choice:
    """Return the option that an address means. `options` maps slugs to labels; `default` is one of them."""
    if asked is None or asked in options:
        return Choice(shown=asked or default, asked=asked, unknown=False)
    return Choice(shown=default, asked=asked, unknown=True)
