"""A body's bytes and its Content-Type in; its text, without what XML forbids, and what was wrong out. Pure."""

import re
from dataclasses import dataclass

# UTF-8 with damaged places keeps nearly all of its multi-byte sequences, text of another encoding forms almost
# none by chance: between 0 and 2 % in Spanish and Russian. Half leaves room on both sides for very short feeds.
UTF8_SHARE = 0.5
# High bytes stand alone between ASCII letters in Spanish, and fill whole words in Cyrillic.
CYRILLIC_RUN = 2.5

_MARKS = (  # byte order marks, the longer before the shorter that begins like it
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_ZEROS = (  # how an ASCII character begins a text of two or four bytes each that has no byte order mark
    (re.compile(rb"[\t\n\r <{\[]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\t\n\r <{\[]"), "utf-32-be"),
    (re.compile(rb"[\t\n\r <{\[]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[\t\n\r <{\[]\0[^\0]"), "utf-16-be"),
)
# Labels as https://encoding.spec.whatwg.org/#names-and-labels reads them. A closed list: Python also has codecs
# that unpack or execute something.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 us-ascii ascii"
    " ansi_x3.4-1968 cp819",
    "iso8859-15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 latin-9 l9",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5",
    "cp1255": "windows-1255 cp1255 iso-8859-8",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "koi8-r": "koi8-r koi8 koi koi8_r cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866 866",
    "mac_roman": "macintosh mac x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb2312 gbk gb18030 x-gbk gb_2312-80",
    "big5": "big5 big5-hkscs x-x-big5",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr ks_c_5601-1987 korean windows-949",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_SEVERAL_BYTES = frozenset({"gb18030", "big5", "cp932", "euc_jp", "iso2022_jp", "cp949"})

_WIDE = re.compile(r"utf-?(16|32)|ucs-|iso-10646", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # bytes; warnings of a broken server may stand before the declaration
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SMALL_IN_KOI8 = re.compile(rb"[\xc0-\xdf]")
_SMALL_IN_1251 = re.compile(rb"[\xe0-\xff]")
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body's text, the encoding it was read in, and what had to be put right."""

    text: str
    encoding: str
    faults: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Read bytes as browsers do (byte order mark, header, declaration, else guess), but trust valid UTF-8 more.

    A declared encoding loses to the bytes when at least UTF8_SHARE of what is not ASCII is valid UTF-8: single bad
    bytes then become U+FFFD. Never raises.
    """
    encoding, start = _marked(body) or ("", 0)
    declared, wrong = _declared(body, content_type)
    chosen = encoding or _chosen(body, declared)
    text = body[start:].decode(chosen, "replace").lstrip("\ufeff")
    faults = list(wrong)
    if declared and declared != chosen and not (encoding or body.isascii()):
        faults.append(f"declared as {declared}, read as {chosen}")
    if damaged := text.count("\ufffd") - body.count(b"\xef\xbf\xbd"):
        faults.append(f"{max(damaged, 1)} bytes are not {chosen}")
    allowed, removed = _FORBIDDEN.subn("", text)
    if removed:
        faults.append(f"{removed} control characters removed")
    return Decoded(text=allowed, encoding=chosen, faults=tuple(faults))


def without_forbidden(text: str) -> str:
    """Return text without control characters and halves of surrogate pairs, which no store takes."""
    return _FORBIDDEN.sub("", text)


def _marked(body: bytes) -> tuple[str, int] | None:
    """Return the encoding that the first bytes give away, and how many of them are a mark."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return (encoding, len(mark)) if encoding != "utf-8" or _utf8_share(body) >= UTF8_SHARE else None
    return next(((encoding, 0) for zeros, encoding in _ZEROS if zeros.match(body)), None)


def _declared(body: bytes, content_type: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the codec that header or declaration name, and the labels that name none."""
    header = _HEADER.search(content_type or "")
    inside = _DECLARATION.search(body[:_DECLARED_WITHIN])
    labels = [header[1].lower()] if header else []
    labels += [inside[1].decode("ascii", "replace").lower()] if inside else []
    # A text that says utf-16 in single bytes is none: that mark says nothing.
    unknown = [label[:40] for label in labels if label not in _CODECS and not _WIDE.match(label)]
    return next((_CODECS[label] for label in labels if label in _CODECS), None), tuple(
        f"unknown encoding {label}" for label in unknown
    )


def _chosen(body: bytes, declared: str | None) -> str:
    if declared == "iso2022_jp" or (body.isascii() and declared):
        return declared
    if declared in _SEVERAL_BYTES and _readable(body, declared or ""):
        return declared or ""
    if _utf8_share(body) >= UTF8_SHARE:
        return "utf-8"
    if declared and declared != "utf-8":
        return declared
    return _guessed(body)


def _readable(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_share(body: bytes) -> float:
    """Return which share of what is not ASCII is valid UTF-8, 0 to 1; 1 for ASCII. A cut last character is free."""
    text = body.decode("utf-8", "replace")
    text = text.removesuffix("\ufffd")
    strange = len(text) - len(text.encode("ascii", "ignore"))
    damaged = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return 1 - max(damaged, 0) / strange if strange else 1.0


def _guessed(body: bytes) -> str:
    """Tell Cyrillic from Western text by the length of its runs of high bytes, and its two encodings by case."""
    runs = _HIGH.findall(body)
    if not runs or sum(map(len, runs)) / len(runs) < CYRILLIC_RUN:
        return "cp1252"
    high = b"".join(runs)
    # Small letters, the most of any text, are E0 to FF in windows-1251 and C0 to DF in KOI8-R.
    small_in_koi8 = len(_SMALL_IN_KOI8.findall(high))
    small_in_1251 = len(_SMALL_IN_1251.findall(high))
    return "koi8-r" if small_in_koi8 > small_in_1251 else "cp1251"
