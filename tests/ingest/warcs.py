"""WARC files as crawlers write them, of invented pages; written with warcio."""

import io
from datetime import datetime
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Estados Unidos recluta a presos de cárteles mexicanos para combatir en Ucrania, afirma Rusia"


def page(title: str = TITLE, *, published: str | None = "2024-04-10T09:30:00-06:00", charset: str = "utf-8") -> bytes:
    """Return an article's page."""
    dated = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{published}"}}</script>'
    return (
        f'<html><head><meta charset="{charset}"><title>{title} | Faro</title><meta property="og:title" content="{title}">'
        f"{dated if published else ''}</head><body><article><h1>{title}</h1><p>{title}, según una nota inventada que sigue con "
        "más palabras sobre lo que se afirma allí.</p><p>Y otro párrafo inventado, con palabras de sobra para ser todo un "
        "artículo que se pueda leer.</p></article></body></html>"
    ).encode(charset)


def record(  # noqa: PLR0913 - what a record is made of
    url: str,
    body: bytes,
    *,
    crawled: str = "2024-04-10T18:00:00Z",
    kind: str = "response",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    headers: dict[str, str] | None = None,
    packed: bool = True,
    http: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Return one record, as it lies in a file."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    answer = StatusAndHeaders(status, [("Content-Type", content_type), *http], protocol="HTTP/1.1")
    if kind == "request":
        answer = StatusAndHeaders("GET / HTTP/1.1", [("Host", "faro.example")], is_http_request=True)
    made: Any = writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), warc_content_type="" if kind != "metadata" else "text/plain",
        http_headers=answer if kind != "metadata" else None, warc_headers_dict={"WARC-Date": crawled, "WARC-Record-ID": f"<{url}>", **(headers or {})},
    )  # fmt: skip
    writer.write_record(made)
    return out.getvalue()


def info(*, packed: bool = True) -> bytes:
    """Return the record that a file begins with."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "invented"}))
    return out.getvalue()


def stamp(moment: datetime) -> str:
    """Return a file's name as CC-NEWS makes them."""
    return f"CC-NEWS-{moment:%Y%m%d%H%M%S}-00001.warc.gz"
