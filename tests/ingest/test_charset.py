import pytest

from ingest.charset import decode, without_forbidden

SPANISH = "<rss><title>México: ¿cuánto costará la «reforma» — 3 €?</title></rss>"
RUSSIAN = "<rss><title>Россия и Мексика: новости дня, 15 апреля</title></rss>"


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    ("body", "content_type", "text", "encoding"),
    [
        (b"\xef\xbb\xbf" + SPANISH.encode(), "text/xml; charset=iso-8859-1", SPANISH, "utf-8"),
        (SPANISH.encode("utf-16"), "text/xml; charset=utf-8", SPANISH, "utf-16-le"),
        (b"\xfe\xff" + SPANISH.encode("utf-16-be"), None, SPANISH, "utf-16-be"),
        (SPANISH.encode("utf-16-le"), None, SPANISH, "utf-16-le"),
        (SPANISH.encode("utf-16-be"), None, SPANISH, "utf-16-be"),
        (SPANISH.encode("utf-32"), None, SPANISH, "utf-32-le"),
        (SPANISH.encode("utf-32-be"), None, SPANISH, "utf-32-be"),
        (SPANISH.encode("cp1252"), "text/xml; charset=iso-8859-1", SPANISH, "cp1252"),
        (SPANISH.encode("cp1252"), 'text/xml; charset="ISO-8859-1"', SPANISH, "cp1252"),
        (declared("iso-8859-1", SPANISH).encode("cp1252"), None, declared("iso-8859-1", SPANISH), "cp1252"),
        (SPANISH.encode("cp1252"), None, SPANISH, "cp1252"),
        (SPANISH.encode("cp1252"), "text/xml; charset=utf-8", SPANISH, "cp1252"),
        (declared("utf-8", SPANISH).encode("cp1252"), "text/xml", declared("utf-8", SPANISH), "cp1252"),
        (SPANISH.encode(), "text/xml; charset=iso-8859-1", SPANISH, "utf-8"),
        (SPANISH.encode(), "text/xml; charset=us-ascii", SPANISH, "utf-8"),
        (declared("windows-1252", SPANISH).encode(), None, declared("windows-1252", SPANISH), "utf-8"),
        (RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251", RUSSIAN, "cp1251"),
        (declared("KOI8-R", RUSSIAN).encode("koi8-r"), None, declared("KOI8-R", RUSSIAN), "koi8-r"),
        (RUSSIAN.encode("cp1251"), None, RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), "text/xml; charset=utf-8", RUSSIAN, "koi8-r"),
        (declared("koi8-r", RUSSIAN).encode("cp1251"), "text/xml; charset=windows-1251", declared("koi8-r", RUSSIAN), "cp1251"),
        (declared("utf-16", SPANISH).encode(), None, declared("utf-16", SPANISH), "utf-8"),
        (declared("rot13", SPANISH).encode(), "text/xml; charset=zlib", declared("rot13", SPANISH), "utf-8"),
        ("<rss>中国</rss>".encode("gbk"), "text/xml; charset=gb2312", "<rss>中国</rss>", "gb18030"),
        (b"\n<rss>plain</rss>", None, "\n<rss>plain</rss>", "utf-8"),
        (b"", None, "", "utf-8"),
    ],
    ids=["mark before header", "UTF-16 with mark", "UTF-16 BE with mark", "UTF-16", "UTF-16 BE", "UTF-32 with mark",
         "UTF-32 BE", "header says latin-1", "header in quotes", "declaration says latin-1", "nothing says cp1252",
         "header lies UTF-8", "declaration lies UTF-8", "header lies latin-1", "header lies ASCII", "declaration lies cp1252",
         "header says 1251", "declaration says KOI8", "nothing says 1251", "header lies for KOI8", "header before declaration",
         "declaration lies UTF-16", "codecs that are none", "Chinese", "ASCII", "nothing"],
)  # fmt: skip
def test_text_is_read_in_the_encoding_it_has(body: bytes, content_type: str | None, text: str, encoding: str) -> None:
    decoded = decode(body, content_type)
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize("content_type", [None, "text/xml; charset=utf-8", "text/xml; charset=iso-8859-1"])
def test_one_bad_byte_in_utf8_costs_one_character(content_type: str | None) -> None:
    decoded = decode(SPANISH.encode() + b"\xe9<b/>", content_type)
    assert (decoded.text, decoded.encoding) == (SPANISH + "\ufffd<b/>", "utf-8")
    assert "1 bytes are not utf-8" in decoded.faults


@pytest.mark.parametrize(
    ("whole", "bad", "encoding"),
    [(1, 0, "utf-8"), (1, 1, "utf-8"), (9, 9, "utf-8"), (9, 10, "cp1252"), (0, 1, "cp1252"), (99, 1, "utf-8")],
)
def test_half_of_what_is_not_ascii_must_be_valid_to_count_as_utf8(whole: int, bad: int, encoding: str) -> None:
    assert decode("é ".encode() * whole + b"\xe9 " * bad, "text/xml; charset=utf-8").encoding == encoding


def test_text_cut_within_a_character_stays_utf8() -> None:
    assert decode(b"<title>camin\xc3", None).encoding == "utf-8"


def test_characters_that_xml_forbids_are_removed_and_counted() -> None:
    decoded = decode("a\x00b\x0bc\x1f\ufffe\td\n".encode(), None)
    assert (decoded.text, decoded.faults) == ("abc\td\n", ("4 control characters removed",))
    assert without_forbidden("a\ud800\x07b") == "ab"


def test_lie_about_the_encoding_is_told() -> None:
    assert decode(SPANISH.encode(), "text/xml; charset=latin1").faults == ("declared as cp1252, read as utf-8",)
    assert decode(b"<rss/>", "text/xml; charset=nonsense").faults == ("unknown encoding nonsense",)
