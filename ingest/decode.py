"""A body as it came and its Content-Encoding in; the plain body out, never larger than allowed, never half. Pure."""

import zlib

import brotli
import zstandard

GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 31, 15, -15  # window bits, as zlib wants them
_ZSTD_STEP = 1024  # bytes handed in at once: zstd unpacks at most 128 kB from every 4 of them before we look
_ZSTD_WINDOW = 1 << 27


class DecodingError(ValueError):
    """The body is not what its Content-Encoding says."""


class TruncatedError(DecodingError):
    """The compressed body ends before its own end."""


class TooLargeError(DecodingError):
    """The decoded body is larger than allowed."""


def decode_body(body: bytes, encodings: str, *, limit: int) -> bytes:
    """Undo the encodings of a Content-Encoding header, the last first; `limit` counts decoded bytes.

    What cannot be decoded but looks like markup or JSON is taken as it is: servers behind careless caches label
    plain bodies. Raises DecodingError, TruncatedError or TooLargeError.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        try:
            body = _decoded(body, name, limit)
        except TooLargeError:
            raise
        except DecodingError:
            if not _looks_plain(body):
                raise
    if len(body) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return body


def _decoded(body: bytes, name: str, limit: int) -> bytes:
    if name == "identity" or not body:
        return body
    if name in {"gzip", "x-gzip"}:
        return _inflated(body, _GZIP, limit)
    if name == "deflate":
        return _inflated(body, _ZLIB if body[0] & 0x0F == zlib.DEFLATED else _RAW, limit)
    if name == "br":
        return _unbrotlied(body, limit)
    if name == "zstd":
        return _unzstded(body, limit)
    raise DecodingError(f"Content-Encoding {name!r} is not one we accept")


def _looks_plain(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"<", b"{", b"["}


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    """Undo gzip (all members; rubbish after the last is ignored, as browsers do) or deflate."""
    parts: list[bytes] = []
    room = limit + 1
    rest = body
    while rest and room > 0:
        member = zlib.decompressobj(window)
        try:
            part = member.decompress(rest, room)
        except zlib.error as error:
            if parts:
                break
            raise DecodingError(str(error)) from error
        parts.append(part)
        room -= len(part)
        if room > 0 and not member.eof:
            raise TruncatedError("the compressed body is cut off")
        rest = member.unused_data if member.unused_data.startswith(GZIP_MAGIC) else b""
    return _within(b"".join(parts), limit)


def _unbrotlied(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    try:
        plain = decoder.process(body, output_buffer_limit=limit + 1)
        while len(plain) <= limit and not decoder.is_finished():
            more = decoder.process(b"", output_buffer_limit=limit + 1 - len(plain))
            if not more:
                raise TruncatedError("the compressed body is cut off")
            plain += more
    except brotli.error as error:
        raise DecodingError(str(error)) from error
    return _within(plain, limit)


def _unzstded(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        for start in range(0, len(rest), _ZSTD_STEP):
            try:
                parts.append(frame.decompress(rest[start : start + _ZSTD_STEP]))
            except zstandard.ZstdError as error:
                raise DecodingError(str(error)) from error
            size += len(parts[-1])
            if size > limit:
                raise TooLargeError(f"more than {limit} bytes")
            if frame.eof:
                rest = frame.unused_data + rest[start + _ZSTD_STEP :]
                break
        else:
            raise TruncatedError("the compressed body is cut off")
    return b"".join(parts)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return body
