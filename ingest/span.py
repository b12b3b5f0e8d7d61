"""A part of a file in; how HTTP asks for it, and what an answer says it is, out. Pure (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Bytes of a file: `size` of them at most, from `first` on."""

    first: int
    size: int

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for it, as it lies there: an encoding of a part is no part of the encoding."""
        return {"Range": f"bytes={self.first}-{self.first + self.size - 1}", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Which part of a file an answer holds; `total` is the file's length in bytes, None if nobody says."""

    first: int
    total: int | None


def sent(status: int | None, content_range: str | None, size: int) -> Sent | None:
    """Return which part came in a body of `size` bytes; None when the answer contradicts itself.

    A server that knows no ranges sends the whole file with a 200.
    """
    if status == 200:  # noqa: PLR2004 - HTTP's own number
        return Sent(first=0, total=size)
    found = _CONTENT_RANGE.fullmatch((content_range or "").strip())
    if found is None or int(found[2]) - int(found[1]) + 1 != size:
        return None
    return Sent(first=int(found[1]), total=None if found[3] == "*" else int(found[3]))
