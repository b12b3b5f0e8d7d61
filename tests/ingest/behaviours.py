"""What servers do, good and bad, as answers for the test server: each factory is one behaviour, told by its name."""

import gzip
import zlib
from collections.abc import Iterator

import brotli
import zstandard

from tests.ingest.answers import CRLF, CUT, Answer, Handler, Headers, Raw, Request, Response, Step, raw, steps

RSS = "application/rss+xml; charset=utf-8"
BOMB_BYTES = 300_000_000
_PIECE = 1_000_000
LONG_S = 3600.0  # longer than any test


# --- validators


def feed(body: bytes, *, etag: str | None = None, last_modified: str | None = None, kind: str = RSS) -> Handler:
    """Answer with a feed, and with 304 to who hands its ETag or, without one, its Last-Modified back to the letter."""
    stated = [("ETag", etag), ("Last-Modified", last_modified)]
    validators: Headers = tuple((name, value) for name, value in stated if value)

    def answer(request: Request) -> Response:
        known = request.header("if-none-match"), request.header("if-modified-since")
        same = (
            (known[0] or "").encode("latin-1") == etag.encode()
            if etag
            else bool(last_modified) and known[1] == last_modified
        )
        if same:
            return Response(status=304, headers=validators)
        return Response(headers=(("Content-Type", kind), *validators), body=body)

    return answer


def always_not_modified(*bodies: bytes, etag: str = '"fixed"') -> Handler:
    """Answer 304 to every conditional request although the feed is another one each time it is asked for plainly."""
    turns = iter(bodies)
    last = [bodies[-1]]

    def answer(request: Request) -> Response:
        if request.header("if-none-match"):
            return Response(status=304, headers=(("ETag", etag),))
        return Response(headers=(("Content-Type", RSS), ("ETag", etag)), body=next(turns, last[0]))

    return answer


# --- encodings


def encoded(body: bytes, *encodings: str) -> Response:
    """Answer with a body in these encodings, in the order in which they were applied."""
    packed = body
    for name in encodings:
        packed = _PACKERS[name](packed)
    return labelled(packed, ", ".join(name.partition("-raw")[0] for name in encodings))


def labelled(packed: bytes, encoding: str) -> Response:
    """Answer with bytes that a Content-Encoding describes, rightly or not."""
    return Response(headers=(("Content-Type", RSS), ("Content-Encoding", encoding)), body=packed)


def gzip_bomb() -> Response:
    """Send 300 MB of blanks in about 300 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return labelled(b"".join([*(packer.compress(piece) for piece in _pieces()), packer.flush()]), "gzip")


def brotli_bomb() -> Response:
    """Send 300 MB of blanks in less than a kilobyte."""
    packer = brotli.Compressor(quality=1)
    return labelled(b"".join([*(packer.process(piece) for piece in _pieces()), packer.finish()]), "br")


def zstd_bomb() -> Response:
    """Send 300 MB of blanks in about 10 kB."""
    packer = zstandard.ZstdCompressor().compressobj()
    return labelled(b"".join([*(packer.compress(piece) for piece in _pieces()), packer.flush()]), "zstd")


def cut_gzip(body: bytes) -> Response:
    """Return a gzip body of which the second half is missing, with a Content-Length that agrees."""
    packed = gzip.compress(body)
    return labelled(packed[: len(packed) // 2], "gzip")


def _pieces() -> Iterator[bytes]:
    return (b" " * _PIECE for _ in range(BOMB_BYTES // _PIECE))


def _deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


_PACKERS = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "deflate": zlib.compress,
    "deflate-raw": _deflated,
    "identity": bytes,
}


# --- framing


def shorter_than_said(body: bytes, *, missing: int) -> Response:
    """Promise `missing` bytes more than come before the connection closes."""
    return Response(headers=(("Content-Type", RSS), ("Content-Length", str(len(body) + missing))), body=steps(body))


def longer_than_said(body: bytes, *, said: int) -> Response:
    """Promise `said` bytes, and send more."""
    return Response(headers=(("Content-Type", RSS), ("Content-Length", str(said))), body=steps(body))


def chunked(*parts: bytes) -> Response:
    """Return a body in good chunks."""
    return _in_chunks(b"".join(map(_chunk, parts)) + b"0" + CRLF * 2)


def bad_chunk(body: bytes) -> Response:
    """Send a good chunk, then one whose size is no number."""
    return _in_chunks(_chunk(body) + b"zz" + CRLF + body + CRLF)


def no_last_chunk(body: bytes) -> Response:
    """Send a good chunk, then the end of the connection."""
    return _in_chunks(_chunk(body))


def two_lengths(body: bytes, *, other: int) -> Response:
    """Send two Content-Length headers that contradict each other."""
    lengths = (("Content-Length", str(len(body))), ("Content-Length", str(other)))
    return Response(headers=(("Content-Type", RSS), *lengths), body=steps(body))


def until_closed(body: bytes) -> Raw:
    """Send HTTP/1.0: no length, and the end of the connection is the end of the body."""
    return raw(b"HTTP/1.0 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", body)


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(part), part)


def _in_chunks(framed: bytes) -> Response:
    return Response(headers=(("Content-Type", RSS), ("Transfer-Encoding", "chunked")), body=steps(framed))


# --- slowness and silence


def slow(body: bytes, *, delay_s: float) -> Response:
    """Answer after a while."""
    return Response(headers=(("Content-Type", RSS),), body=body, delay_s=delay_s)


def slow_headers(*, every_s: float) -> Raw:
    """Send a status line, and then one header byte after the other, without end."""

    def script() -> Iterator[Step]:
        yield b"HTTP/1.1 200 OK\r\nX-Slow: "
        while True:
            yield every_s
            yield b"x"

    return Raw(steps=script)


def slow_body(*, every_s: float) -> Response:
    """Send good headers, and then one byte after the other, without end."""

    def script() -> Iterator[Step]:
        while True:
            yield b"x"
            yield every_s

    return Response(headers=(("Content-Type", RSS),), body=script)


def endless_body() -> Response:
    """Send good headers, and then as many bytes as the connection takes, without end."""

    def script() -> Iterator[Step]:
        yield b"<?xml version='1.0'?><rss version='2.0'><channel><title>Sin fin</title>"
        while True:
            yield b"<item><title>Otra nota</title></item>" * 1000

    return Response(headers=(("Content-Type", RSS),), body=script)


def never_answers() -> Raw:
    """Say nothing, and the connection stays open."""
    return raw(LONG_S)


def closes_at_once() -> Raw:
    """Say nothing, and the connection closes."""
    return raw()


def resets_at_once() -> Raw:
    """Say nothing, and the connection is reset."""
    return raw(CUT)


def closes_after_headers() -> Raw:
    """Promise a body in the headers, and close the connection."""
    return raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 500\r\n\r\n")


def cut_midway(body: bytes) -> Response:
    """Send half of a body, and then a reset; over HTTP/2 only of the stream."""
    half = steps(body[: len(body) // 2], 0.05, CUT)
    return Response(headers=(("Content-Type", RSS), ("Content-Length", str(len(body)))), body=half)


# --- what is hardly HTTP


def garbage() -> Raw:
    """Send no status line."""
    return raw(b"\x00\x01\x02 hola \xff\r\n\r\n")


def icy(body: bytes) -> Raw:
    """Say what radio streams say instead of HTTP/1.0."""
    return raw(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n", body)


def one_long_header(body: bytes, *, size: int) -> Response:
    """Send a header of `size` bytes beside the feed."""
    return Response(headers=(("Content-Type", RSS), ("X-Long", "x" * size)), body=body)


def many_headers(body: bytes, *, count: int) -> Response:
    """Send `count` headers beside the feed."""
    return Response(headers=(("Content-Type", RSS), *((f"X-{number}", "x") for number in range(count))), body=body)


def after_interim(body: bytes, *interim: bytes) -> Raw:
    """Send interim answers nobody asked for (100 Continue, 103 Early Hints), and then the feed."""
    length = b"Content-Length: %d" % len(body)
    return raw(*interim, b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n" + length + CRLF * 2 + body)


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </estilo.css>; rel=preload\r\n\r\n"
GOODBYE = b"\0\0\x08\x07" + bytes(13)  # HTTP/2: GOAWAY, no stream was worked on, no error


# --- statuses


def status(code: int, *headers: tuple[str, str], body: bytes = b"") -> Response:
    """Answer with a bare status, or with these headers and body."""
    return Response(status=code, headers=headers, body=body)


def redirect(location: str | None, *, code: int = 301) -> Response:
    """Lead elsewhere, to the letter; None: the Location is missing."""
    return Response(status=code, headers=(("Location", location),) if location is not None else ())


def challenge() -> Response:
    """Show the page that a guard against robots shows instead of the feed, with status 200."""
    page = b"<!DOCTYPE html><html><head><title>Un momento...</title></head><body>Verificando su navegador</body></html>"
    return Response(headers=(("Content-Type", "text/html; charset=utf-8"),), body=page)


def typed(body: bytes, kind: str | None) -> Response:
    """Answer with a body under any Content-Type, right or wrong; None: there is none."""
    return Response(headers=(("Content-Type", kind),) if kind is not None else (), body=body)


def sets_cookie(body: bytes) -> Response:
    """Hand out a cookie with the feed."""
    return Response(headers=(("Content-Type", RSS), ("Set-Cookie", "sesion=abc; Path=/")), body=body)


def robots(*lines: str) -> Response:
    """Return a robots.txt of these lines."""
    return Response(headers=(("Content-Type", "text/plain"),), body="\n".join(lines).encode())


def large_robots(*, size: int) -> Response:
    """Return a robots.txt of `size` bytes of comments that stays silent on us until its last line, which forbids all."""
    last = b"\nUser-agent: *\nDisallow: /\n"
    comment = b"# " + b"x" * 61 + b"\n"
    filler = (comment * (size // len(comment) + 1))[: size - len(last)]
    return Response(headers=(("Content-Type", "text/plain"),), body=filler + last)


def in_turn(*answers: Answer) -> Handler:
    """Answer with one after the other, and with the last from then on."""
    rest = iter(answers)

    def answer(_request: Request) -> Answer:
        return next(rest, answers[-1])

    return answer
