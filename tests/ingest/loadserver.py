"""`python -m tests.ingest.loadserver COUNT`: so many invented feeds of mixed behaviour, until standard input closes.

Prints one line of JSON: the feeds' addresses by behaviour, and the address at which the tally of bytes is told.
"""

import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.ingest import behaviours as serve
from tests.ingest.answers import Answer, Handler, Response
from tests.ingest.feeds import rss, stories
from tests.ingest.webserver import WebServer

SHARES = {"conditional": 0.30, "slow": 0.05, "broken": 0.03, "rate_limited": 0.02, "flood": 0.005, "drip": 0.005}
SLOW_S, RETRY_AFTER_S = 2.0, 600
UNTIL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Make = Callable[[bytes], Handler | Answer]
_MAKERS: dict[str, Make] = {
    "conditional": lambda body: serve.feed(
        body, etag=f'W/"{len(body)}"', last_modified="Mon, 23 Nov 2026 12:00:00 GMT"
    ),
    "slow": lambda body: serve.slow(body, delay_s=SLOW_S),
    "broken": lambda body: serve.typed(body[: len(body) * 2 // 3], serve.RSS),
    "rate_limited": lambda _body: serve.status(429, ("Retry-After", str(RETRY_AFTER_S))),
    "flood": lambda _body: serve.endless_body(),
    "drip": lambda _body: serve.slow_body(every_s=1.0),
    "plain": lambda body: serve.typed(body, serve.RSS),
    "gzip": lambda body: serve.labelled(gzip.compress(body, 6), "gzip"),
}


def mixed(count: int) -> list[str]:
    """Return a behaviour for each feed: the shares above, the rest half plain and half gzip, always in the same order."""
    some = [name for name, share in SHARES.items() for _ in range(round(share * count))]
    rest = count - len(some)
    dealt = some + ["plain"] * (rest // 2) + ["gzip"] * (rest - rest // 2)
    random.Random(1).shuffle(dealt)  # noqa: S311 - nothing secret
    return dealt


def body(number: int) -> bytes:
    """Return a feed of 30 to 60 invented items with their text: 30 to 60 kB."""
    count = random.Random(number).randint(30, 60)  # noqa: S311 - nothing secret
    until = UNTIL - timedelta(minutes=number)
    told = stories(count, seed=number, until=until, home=f"https://load-{number:04}.example")
    return rss([replace(story, content=f"<p>{story.title}.</p><p>{story.summary}</p>") for story in told])


def main(count: int) -> None:
    """Serve until standard input closes."""
    with WebServer() as server:
        feeds = []
        for number, behaviour in enumerate(mixed(count), start=1):
            url = server.on(f"/{behaviour}/{number}", _MAKERS[behaviour](body(number)))
            feeds.append({"number": number, "behaviour": behaviour, "url": url})
        tally = server.on("/tally", lambda _request: _tally(server))
        sys.stdout.write(json.dumps({"feeds": feeds, "tally": tally}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _tally(server: WebServer) -> Response:
    """Tell requests and bytes so far, by behaviour; robots.txt counts as one."""
    requests: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for visit in server.visits():
        behaviour = visit.request.path.split("/")[1]
        requests[behaviour] += 1
        sent[behaviour] += visit.sent_bytes
    return Response(body=json.dumps({"requests": requests, "sent_bytes": sent}).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
