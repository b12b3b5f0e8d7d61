"""What can go wrong with a request in; the one outcome it means out."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpcore2 as http
from h2.exceptions import H2Error as Http2Error

from ingest.guard import RefusedAddressError, UnknownHostError
from store.model import Outcome


class Stop(Exception):  # noqa: N818 - not an error: the end of a request
    """The request is over, for this reason."""

    def __init__(self, outcome: Outcome, why: str, *, unanswered: bool = False) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.unanswered = unanswered  # the connection ended before a word came back


@dataclass(slots=True)
class Progress:
    """How far a request has come: what an answer is made of when it fails on the way."""

    url: str
    started_at: datetime | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    received: int = 0
    partial: bytes = b""  # of a robots.txt that was too large, as received
    permanent_to: str | None = None
    all_permanent: bool = True
    left_s: float = 0.0


_BY_STATUS = {
    304: Outcome.NOT_MODIFIED,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    503: Outcome.UNAVAILABLE,
}


@asynccontextmanager
async def explained(progress: Progress) -> AsyncIterator[None]:
    """Turn whatever the network throws into the one outcome it means."""
    try:
        yield
    except RefusedAddressError as error:
        raise Stop(Outcome.REFUSED_ADDRESS, str(error)) from error
    except UnknownHostError as error:
        raise Stop(Outcome.DNS_ERROR, str(error)) from error
    except http.TimeoutException as error:
        raise Stop(Outcome.TIMEOUT, str(error) or "timed out") from error
    except (http.NetworkError, http.ProtocolError, http.ProxyError, ssl.SSLError, Http2Error) as error:
        unanswered = progress.status is None and not isinstance(error, http.ConnectError)
        why = str(error) or type(error).__name__
        raise Stop(_network_fault(error, progress), why, unanswered=unanswered) from error


def _network_fault(error: BaseException, progress: Progress) -> Outcome:
    if progress.status is not None:
        return Outcome.TRUNCATED
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return Outcome.TLS_ERROR
    return Outcome.PROTOCOL_ERROR if isinstance(error, http.ProtocolError) else Outcome.CONNECT_ERROR


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def outcome_of(status: int) -> Outcome:
    """Return what an HTTP status means for a poll."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:  # noqa: PLR2004 - HTTP's own classes of answers
        return Outcome.SERVER_ERROR
    if status >= 400:  # noqa: PLR2004
        return Outcome.CLIENT_ERROR
    return Outcome.OK if 200 <= status < 300 else Outcome.PROTOCOL_ERROR  # noqa: PLR2004
