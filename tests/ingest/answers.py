"""What a test server is asked and what it answers: requests, good HTTP, raw bytes with pauses, and visits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum


class Cut(Enum):
    """A step at which the connection (HTTP/1.1) or the stream (HTTP/2) is reset."""

    HERE = "here"


Headers = tuple[tuple[str, str], ...]
Step = bytes | float | Cut  # bytes to send, seconds to wait, or the end by force
Steps = Callable[[], Iterator[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    path: str  # with its query
    headers: Headers
    protocol: str  # http/1.1 or h2
    connection: int  # counted from 1 in the order in which connections were opened

    def header(self, name: str) -> str | None:
        """Return the first header of that name (lower case), to the letter."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer in the protocol agreed upon; a script as body is sent step by step, and then the connection closed.

    Content-Length is added to a body of bytes unless `headers` state a framing. Header values go out as UTF-8.
    """

    status: int = 200
    headers: Headers = ()
    body: bytes | Steps = b""
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What goes over the wire to the letter, headers and all, in any protocol; then the connection is closed."""

    steps: Steps


Answer = Response | Raw
Handler = Callable[[Request], Answer]


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request and what became of it; times are those of time.monotonic(), in seconds."""

    request: Request
    arrived_at: float
    left_at: float | None = None  # None: not answered to the end
    sent_bytes: int = 0  # headers included, as handed to the socket (before TLS)


def steps(*given: Step) -> Steps:
    """Return a script of these steps, the same for every request."""
    return lambda: iter(given)


def raw(*given: Step) -> Raw:
    """Return an answer of exactly these bytes and pauses."""
    return Raw(steps=steps(*given))


CUT = Cut.HERE
CRLF = b"\r\n"
