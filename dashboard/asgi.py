"""The dashboard behind strict security headers: `streamlit run asgi.py`, started by dashboard/serve.py."""

import gc
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard import find
from dashboard.charts import calendar, counts, flow, frames, frames_time, share_curve, swimlane, weekly
from dashboard.lettering import ROUTE, Lettering

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PORT = os.environ.get("RASTRO_PORT", "8501")
CSP = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    f"connect-src 'self' ws://127.0.0.1:{PORT} ws://localhost:{PORT}",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


class SecurityHeaders:
    """ASGI middleware that adds HEADERS to every HTTP answer."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request with the headers added."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


app = st.App("app.py", routes=[ROUTE], middleware=[Middleware(SecurityHeaders), Middleware(Lettering)])
READY = (
    find,
    calendar,
    counts,
    flow,
    frames,
    frames_time,
    share_curve,
    swimlane,
    weekly,
)  # not for the first reader to load
gc.freeze()  # Streamlit collects garbage after every run: what was read by now is not gone through again each time
