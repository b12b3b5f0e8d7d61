"""The bundled Inter in; CSS that needs no other file, and a script that puts it into charts saved as pictures, out."""

import base64
import json
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STATIC = Path(__file__).parent / "static"
WEIGHTS = (400, 600, 700)
SCRIPT_PATH = "/lettering.js"
_RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
}
_TAG = f'<script async src="{SCRIPT_PATH}"></script>'.encode()
_WHOLE_ONLY = frozenset({b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"})
# plotly.js writes a chart out as SVG text and paints that as an image, and an image sees no font of its page: the text
# must bring its own. Where it is written out is the one place that sees what will be painted.
_SCRIPT = """(() => {
  const faces = %s, write = XMLSerializer.prototype.serializeToString;
  XMLSerializer.prototype.serializeToString = function (node) {
    if (!(node instanceof SVGElement) || !node.classList.contains('main-svg')) return write.call(this, node);
    const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
    style.textContent = faces;
    node.prepend(style);
    try { return write.call(this, node); } finally { style.remove(); }
  };
})();
"""


@cache
def fonts(*, scripts: tuple[str, ...] = ("latin", "cyrillic")) -> str:
    """Return the bundled Inter as CSS that needs no other file."""
    faces = []
    for script in scripts:
        for weight in WEIGHTS:
            body = base64.b64encode((STATIC / f"inter-{script}-{weight}-normal.woff2").read_bytes()).decode()
            faces.append(
                f"@font-face{{font-family:Inter;font-weight:{weight};unicode-range:{_RANGES[script]};"
                f"src:url(data:font/woff2;base64,{body}) format('woff2')}}"
            )
    return "".join(faces)


async def _answer(_request: Request) -> Response:
    body = _SCRIPT % json.dumps(fonts())
    return Response(body, media_type="text/javascript", headers={"cache-control": "public, max-age=3600"})


ROUTE = Route(SCRIPT_PATH, _answer, methods=["GET"])


class Lettering:
    """ASGI middleware that names the script in the head of every HTML page."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, an HTML page with the script named."""
        if not _asks_for_page(scope):
            await self._app(scope, receive, send)
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in _WHOLE_ONLY]
        page = _Page(send)
        await self._app({**scope, "headers": kept}, receive, page.take)


class _Page:
    """An answer held back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send, self._body = send, b""
        self._start: Message | None = None

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(b"</head>", _TAG + b"</head>", 1)
        more = len(body) - len(self._body)
        headers = [
            (name, str(int(value) + more).encode() if name == b"content-length" else value)
            for name, value in start["headers"]
        ]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _asks_for_page(scope: Message) -> bool:
    return scope["type"] == "http" and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )


def _is_html(message: Message) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
