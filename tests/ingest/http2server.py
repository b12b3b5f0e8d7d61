"""One HTTP/2 connection in; every stream on it answered as its handler says, within the client's windows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, Event, RequestReceived, StreamReset
from h2.exceptions import ProtocolError

from tests.ingest.answers import Answer, Cut, Headers, Raw, Request, Response, Step, Visit

_NOT_IN_HTTP_2 = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade"})
Open = Callable[[Request], Visit]
Close = Callable[[Visit], None]
Ask = Callable[[Request], Answer]


@dataclass(slots=True, kw_only=True)
class Http2Connection:
    """Speaks HTTP/2 over a TLS connection that agreed to it (ALPN). `opened` and `closed` keep the record of visits."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    ask: Ask
    opened: Open
    closed: Close
    _h2: H2Connection = field(init=False)
    _streams: dict[int, asyncio.Task[None]] = field(init=False, default_factory=dict)
    _moved: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))

    async def serve(self) -> None:
        """Answer until the client leaves."""
        self._h2.initiate_connection()
        await self._flush()
        try:
            while data := await self.reader.read(65536):
                for event in self._h2.receive_data(data):
                    self._take(event)
                self._moved.set()
                await self._flush()
        except ProtocolError:
            return
        finally:
            for task in self._streams.values():
                task.cancel()
            await asyncio.gather(*self._streams.values(), return_exceptions=True)

    def _take(self, event: Event) -> None:
        if isinstance(event, RequestReceived):
            stream = event.stream_id
            self._streams[stream] = asyncio.create_task(self._answer(stream, _request(event, self.number)))
        elif isinstance(event, StreamReset) and event.stream_id in self._streams:
            self._streams.pop(event.stream_id).cancel()
        elif isinstance(event, ConnectionTerminated):
            self.reader.feed_eof()

    async def _answer(self, stream: int, request: Request) -> None:
        visit = self.opened(request)
        answer = self.ask(request)
        if isinstance(answer, Raw):
            await self._flush()
            for part in answer.steps():
                await self._put(part)
            self.writer.close()
            return
        await asyncio.sleep(answer.delay_s)
        self._h2.send_headers(stream, _headers(answer))
        parts = iter([answer.body]) if isinstance(answer.body, bytes) else answer.body()
        for part in parts:
            if not await self._step(stream, part, visit):
                return
        self._h2.end_stream(stream)
        self.closed(visit)
        await self._flush()

    async def _step(self, stream: int, part: Step, visit: Visit) -> bool:
        """Take one step of a script; tell whether the stream goes on."""
        if isinstance(part, Cut):
            self._h2.reset_stream(stream)
            await self._flush()
            return False
        if isinstance(part, bytes):
            await self._send(stream, part, visit)
        else:
            await self._flush()
            await asyncio.sleep(part)
        return True

    async def _put(self, part: Step) -> None:
        """Take one step of an answer that is no HTTP/2: what it says goes out between the frames."""
        if isinstance(part, bytes):
            self.writer.write(part)
            await self.writer.drain()
        elif not isinstance(part, Cut):
            await asyncio.sleep(part)

    async def _send(self, stream: int, data: bytes, visit: Visit) -> None:
        while data:
            room = min(self._h2.local_flow_control_window(stream), self._h2.max_outbound_frame_size, len(data))
            if room <= 0:
                self._moved.clear()
                await self._flush()
                await self._moved.wait()
                continue
            self._h2.send_data(stream, data[:room])
            visit.sent_bytes += room
            data = data[room:]
        await self._flush()

    async def _flush(self) -> None:
        self.writer.write(self._h2.data_to_send())
        await self.writer.drain()


def _request(event: RequestReceived, number: int) -> Request:
    pairs = [(str(name), str(value)) for name, value in event.headers or []]
    pseudo = dict(pair for pair in pairs if pair[0].startswith(":"))
    plain: Headers = tuple(pair for pair in pairs if not pair[0].startswith(":"))
    return Request(method=pseudo[":method"], path=pseudo[":path"], protocol="h2", connection=number,
                   headers=(("host", pseudo.get(":authority", "")), *plain))  # fmt: skip


def _headers(answer: Response) -> list[tuple[str, str]]:
    stated = [(name.lower(), value) for name, value in answer.headers]
    return [(":status", str(answer.status)), *(pair for pair in stated if pair[0] not in _NOT_IN_HTTP_2)]
