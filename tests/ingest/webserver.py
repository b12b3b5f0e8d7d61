"""Handlers by path in; a server on loopback that answers to the letter, however bad, and a record of every visit."""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self

from tests.ingest.answers import Answer, Cut, Handler, Request, Response, Step, Visit
from tests.ingest.certificates import HTTP_1, HTTP_2, Certificate, server_tls
from tests.ingest.http2server import Http2Connection

_HEADER_LIMIT = 1 << 20
_UNFRAMED = frozenset({100, 101, 103, 204, 304})
_REASONS = {status.value: status.phrase for status in HTTPStatus}


class WebServer:
    """An HTTP server in a thread of its own: plain, and over TLS once per certificate. Use it as a context manager.

    `handlers` map paths to what is answered there; a path with a query falls back to the path alone, and what
    nobody handles is 404. Reads of `visits` are safe at any time, and complete once the client has its answer.
    """

    def __init__(
        self, handlers: Mapping[str, Handler] | None = None, *, protocols: tuple[str, ...] = (HTTP_2, HTTP_1)
    ) -> None:
        self._handlers = dict(handlers or {})
        self._protocols = protocols
        self._ports: dict[Certificate | None, int] = {}
        self._visits: list[Visit] = []
        self._connections = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(10):
            raise TimeoutError("the server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def on(self, path: str, answer: Handler | Answer) -> str:
        """Answer at `path` from now on, always the same or as a handler says; return the plain address."""
        self._handlers[path] = answer if callable(answer) else lambda _request: answer
        return self.url(path)

    def otherwise(self, answer: Handler) -> None:
        """Answer so wherever nothing else is said."""
        self._handlers["*"] = answer

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """Return the plain address of a path."""
        return f"http://{host}:{self._ports[None]}{path}"

    def tls_url(self, path: str, *, certificate: Certificate = Certificate.GOOD, host: str = "127.0.0.1") -> str:
        """Return the address of a path over TLS, where this certificate is shown."""
        return f"https://{host}:{self._ports[certificate]}{path}"

    def visits(self, path: str | None = None) -> list[Visit]:
        """Return the visits so far, at one path or all, in the order of arrival."""
        return [visit for visit in list(self._visits) if path in {None, visit.request.path}]

    def requests(self, path: str | None = None) -> list[Request]:
        """Return the requests so far, at one path or all, in the order of arrival."""
        return [visit.request for visit in self.visits(path)]

    @property
    def connections(self) -> int:
        """How many connections were opened so far."""
        return self._connections

    @property
    def sent_bytes(self) -> int:
        """How many bytes were handed to sockets so far, headers included."""
        return sum(visit.sent_bytes for visit in self.visits())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        contexts: dict[Certificate | None, ssl.SSLContext | None] = {None: None}
        contexts |= {certificate: server_tls(certificate, protocols=self._protocols) for certificate in Certificate}
        servers = []
        for certificate, context in contexts.items():
            server = await asyncio.start_server(
                self._connected, "127.0.0.1", 0, ssl=context, limit=_HEADER_LIMIT, backlog=2048
            )
            self._ports[certificate] = server.sockets[0].getsockname()[1]
            servers.append(server)
        self._started.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0.01)  # for the loop to let go of their sockets

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        self._writers.add(writer)
        # A client may leave at any moment, and the server may be stopped while it waits: neither is a fault here.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._serve(reader, writer, self._connections)
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
            self._writers.discard(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        tls = writer.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == HTTP_2:
            speaker = Http2Connection(reader=reader, writer=writer, number=number, ask=self._ask,
                                      opened=self._opened, closed=self._closed)  # fmt: skip
            await speaker.serve()
            return
        goes_on = True
        while goes_on:
            request = _parsed(await reader.readuntil(b"\r\n\r\n"), number)
            goes_on = await self._answer(request, writer)

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether the connection stays open."""
        visit = self._opened(request)
        answer = self._ask(request)
        if isinstance(answer, Response):
            await asyncio.sleep(answer.delay_s)
            if isinstance(answer.body, bytes):
                self._send(writer, visit, _head(answer) + answer.body)
                self._closed(visit)
                await writer.drain()
                return request.header("connection") != "close"
            self._send(writer, visit, _head(answer))
        script = answer.body if isinstance(answer, Response) else answer.steps
        for step in () if isinstance(script, bytes) else script():
            if not await self._step(writer, visit, step):
                return False
        self._closed(visit)
        return False

    async def _step(self, writer: asyncio.StreamWriter, visit: Visit, step: Step) -> bool:
        """Take one step of a script; tell whether it goes on."""
        if isinstance(step, Cut):
            # Closed with this option, a TCP connection is reset instead of ended (SO_LINGER: on, for no time).
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        if isinstance(step, bytes):
            self._send(writer, visit, step)
            await writer.drain()
            # Without a pause between two quick writes an endless script would never let anybody else run.
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(step)
        return not writer.transport.is_closing()

    def _ask(self, request: Request) -> Answer:
        handlers = self._handlers
        found = handlers.get(request.path) or handlers.get(request.path.partition("?")[0]) or handlers.get("*")
        return found(request) if found else Response(status=404)

    def _opened(self, request: Request) -> Visit:
        visit = Visit(request=request, arrived_at=time.monotonic())
        self._visits.append(visit)
        return visit

    def _closed(self, visit: Visit) -> None:
        visit.left_at = time.monotonic()

    def _send(self, writer: asyncio.StreamWriter, visit: Visit, data: bytes) -> None:
        writer.write(data)
        visit.sent_bytes += len(data)


def _parsed(head: bytes, number: int) -> Request:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _version = first.split(" ", 2)
    pairs = [line.partition(":") for line in lines]
    return Request(method=method, path=path, protocol=HTTP_1, connection=number,
                   headers=tuple((name.lower(), value.strip()) for name, _, value in pairs))  # fmt: skip


def _head(answer: Response) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, 'Odd')}",
        *(f"{name}: {value}" for name, value in answer.headers),
    ]
    stated = {name.lower() for name, _ in answer.headers}
    framed = stated & {"content-length", "transfer-encoding"}
    if isinstance(answer.body, bytes) and not framed and answer.status not in _UNFRAMED:
        lines.append(f"Content-Length: {len(answer.body)}")
    if not isinstance(answer.body, bytes):
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode()
