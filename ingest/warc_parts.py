"""A part of a WARC file in, one that begins where a record does; its whole records, and where to go on, out. Pure.

Only what lies in the part is held, and of a record no more than may be: a file of any size can be read in parts.
ISO 28500 has every record as a gzip member of its own, so that a part can begin at any of them.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

GZIP, PLAIN = b"\x1f\x8b\x08", b"WARC/"
MOST_RECORD = 20_000_000  # bytes unpacked; crawlers keep far less of a page
MOST_SKIPPED = 500_000_000  # bytes unpacked of a record that is not wanted: beyond, it is looked for the next one
MOST_HEAD = 64_000  # bytes of a record's own headers
_PIECE = 1 << 16
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One record's bytes, unpacked; `offset` is where it begins in the file."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A record that cannot be had, and why."""

    offset: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """Where the next part begins; `larger`: this record did not fit; `lost`: where a record begins must be found."""

    offset: int
    larger: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The file cannot be read on, and why; `why` is None at its proper end."""

    why: str | None = None


Step = Raw | Damage | GoOn | Ended


def steps(body: bytes, *, first: int, total: int | None, lost: bool = False) -> Iterator[Step]:
    """Yield the records of a part and what is wrong with others; last a GoOn or an Ended.

    `first` is where the part begins in a file of `total` bytes (None: nobody says). Raises ValueError for what is no
    WARC file at all.
    """
    if not body:
        yield Ended()
    elif lost or body.startswith(GZIP[: len(body)]):
        yield from _packed(body, first, total, lost=lost)
    elif body.startswith(PLAIN):
        yield from _plain(body, first, total)
    elif first == 0:
        raise ValueError("neither a WARC record nor a gzip member at its beginning")
    else:
        yield Ended(why=f"no record at byte {first:,}")


def _packed(body: bytes, first: int, total: int | None, *, lost: bool) -> Iterator[Step]:
    at_end = total is not None and first + len(body) >= total
    position = _next_member(body, 0) if lost else 0
    while position < len(body):
        data, end, fault = _unpacked(body, position)
        if fault is None and end is None:
            behind = _next_member(body, position + 1) if at_end or position == 0 else len(body)
            if not _is_member(body, behind):
                yield _cut_short(body, first, total, position, lost=lost and not _is_member(body, position))
                return
            fault = "damaged: it does not end before the next one begins"
        if data is not None:
            yield Raw(offset=first + position, data=data)
        else:
            yield Damage(offset=first + position, why=fault or f"more than {MOST_RECORD:,} bytes")
        lost = end is None
        position = _next_member(body, position + 1) if end is None else end
    over = first + len(body)
    yield Ended() if at_end else GoOn(offset=over - (len(GZIP) - 1 if lost else 0), lost=lost)


def _unpacked(body: bytes, start: int) -> tuple[bytes | None, int | None, str | None]:
    """Return a member's bytes (None: too many, or damaged), where it ends (None: not here) and what is wrong."""
    inflate, position, kept, size = zlib.decompressobj(wbits=31), start, [], 0
    try:
        while position < len(body) and not inflate.eof:
            piece = body[position : position + _PIECE]
            while piece and not inflate.eof:
                out = inflate.decompress(piece, _PIECE * 16)
                size += len(out)
                if size <= MOST_RECORD:
                    kept.append(out)
                else:
                    kept.clear()
                if size > MOST_SKIPPED:
                    return None, None, f"more than {MOST_SKIPPED:,} bytes"
                piece = inflate.unconsumed_tail
            position += _PIECE
    except zlib.error as error:
        return None, None, f"damaged: {error}"
    if not inflate.eof:
        return None, None, None
    end = min(position, len(body)) - len(inflate.unused_data)
    return (b"".join(kept) if size <= MOST_RECORD else None), end, None


def _next_member(body: bytes, start: int) -> int:
    """Return where the next member begins that holds a WARC record, or can: too little of it is here to tell.

    The body's length when there is none.
    """
    found = body.find(GZIP, start)
    while found >= 0 and not PLAIN.startswith(_begins(body, found)):
        found = body.find(GZIP, found + 1)
    return found if found >= 0 else len(body)


def _is_member(body: bytes, position: int) -> bool:
    return _begins(body, position) == PLAIN


def _begins(body: bytes, position: int) -> bytes:
    """Return what a member begins with, as far as it is here; what no member begins with when it is none."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body[position : position + 1_000], len(PLAIN))
    except zlib.error:
        return b"?"


def _plain(body: bytes, first: int, total: int | None) -> Iterator[Step]:
    position = 0
    while position < len(body):
        head_end = body.find(_HEAD_END, position, position + MOST_HEAD)
        begins = body[position : position + len(PLAIN)]
        if not PLAIN.startswith(begins):
            yield Ended(why=f"no record at byte {first + position:,}")
            return
        if head_end < 0 and len(body) - position >= MOST_HEAD:
            yield Ended(why=f"headers without an end at byte {first + position:,}")
            return
        stated = _LENGTH.search(body, position, head_end + 2) if head_end >= 0 else None
        if head_end >= 0 and stated is None:
            yield Ended(why=f"a record without its length at byte {first + position:,}")
            return
        end = head_end + len(_HEAD_END) + int(stated[1]) + len(_HEAD_END) if stated else len(body) + 1
        if stated and int(stated[1]) > MOST_RECORD:
            yield Damage(offset=first + position, why=f"more than {MOST_RECORD:,} bytes")
        elif end > len(body):
            yield _cut_short(body, first, total, position)
            return
        else:
            yield Raw(offset=first + position, data=body[position:end])
        position = end
    over = first + position
    yield Ended() if total is not None and over >= total else GoOn(offset=over)


def _cut_short(body: bytes, first: int, total: int | None, position: int, *, lost: bool = False) -> Step:
    """Say how to go on at a record whose end is not in the part."""
    if total is not None and first + len(body) >= total:
        return Ended(why=f"the file ends inside the record at byte {first + position:,}")
    return GoOn(offset=first + position, larger=position == 0, lost=lost)
