"""A month of invented outlets whose truth is known: when each story was out, and what its feed said about it.

Time here is a number that the test moves; the feeds are served by a real server and differ in how they date, how many
stories they hold, and when they fail.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.ingest.answers import Answer, Request, Response
from tests.ingest.behaviours import challenge, closes_at_once

START = datetime(2026, 3, 2, tzinfo=UTC)
MONTH = timedelta(days=30)
NIGHT = range(6, 12)  # hours UTC that are night in Mexico City: few stories
SPANISH = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
MEXICO = timedelta(hours=-6)


@dataclass(slots=True, kw_only=True)
class Story:
    """One story: when it was really out, its headlines with the times they held from, and its moved dates."""

    number: int
    out_at: datetime
    headlines: list[tuple[datetime, str]]
    redated: list[datetime] = field(default_factory=list)

    def headline(self, now: datetime) -> str:
        """Return the headline as it stood then."""
        return [text for since, text in self.headlines if since <= now][-1]


@dataclass(slots=True, kw_only=True)
class Outlet:
    """One invented outlet: how it publishes, how it dates, when it is down, and what it has shown so far."""

    name: str
    style: str  # exact, minute, spanish, day, none, batch, daily_batch, updated or stale
    holds: int  # stories in the feed
    a_day: float  # stories a day
    outages: list[tuple[datetime, datetime, Answer]] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    shown: dict[int, list[str]] = field(default_factory=dict)  # by story: the headlines that a poll got, in order
    polls: list[datetime] = field(default_factory=list)  # polls that were shown the feed

    def answer(self, request: Request, now: datetime) -> Answer:
        """Answer a poll at `now`, and remember what it was shown."""
        for begins, ends, failure in self.outages:
            if begins <= now < ends:
                return failure
        visible = self._visible(now)
        body = self._body(visible, now)
        etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        self.polls.append(now)
        for story in visible:
            seen = self.shown.setdefault(story.number, [])
            if not seen or seen[-1] != story.headline(now):
                seen.append(story.headline(now))
        if request.header("if-none-match") == etag:
            return Response(status=304, headers=(("ETag", etag),))
        return Response(headers=(("Content-Type", "application/rss+xml"), ("ETag", etag)), body=body)

    def _visible(self, now: datetime) -> list[Story]:
        until = self._written_at(now)
        out = [story for story in self.stories if story.out_at <= until]
        return list(reversed(out[-self.holds :]))

    def _written_at(self, now: datetime) -> datetime:
        """Return when the feed was written: at once, or for the daily batch at nine in the morning UTC."""
        if self.style != "daily_batch":
            return now
        today = now.replace(hour=9, minute=0, second=0, microsecond=0)
        return today if now >= today else today - timedelta(days=1)

    def _body(self, visible: list[Story], now: datetime) -> bytes:
        items = "".join(
            f"<item><title>{escape(story.headline(now))}</title><guid isPermaLink='false'>{self.name}-{story.number}"
            f"</guid><link>https://{self.name}.example/{story.number}</link>"
            f"<description>{escape(f'Resumen inventado de la nota {story.number} de {self.name}.')}</description>"
            f"{self._date(story, now)}</item>"
            for story in visible
        )
        head = f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>{self.name}</title>"
        return f"{head}{items}</channel></rss>".encode()

    def _date(self, story: Story, now: datetime) -> str:
        stated = self._stated(story, now)
        return f"<pubDate>{stated}</pubDate>" if stated else ""

    def _stated(self, story: Story, now: datetime) -> str | None:
        local = story.out_at + MEXICO
        moved = [moment for moment in story.redated if moment <= now]
        stated = {
            "none": None,
            "day": f"{local:%Y-%m-%d}",
            "spanish": f"{local.day} {SPANISH[local.month - 1]} {local:%Y %H:%M:%S}",
            "stale": format_datetime(story.out_at - timedelta(days=60, minutes=97 * (story.number % 7))),
            "batch": format_datetime(now),
            "daily_batch": format_datetime(self._written_at(now)),
            "minute": format_datetime(story.out_at.replace(second=0)),
            "updated": format_datetime(moved[-1] if moved else story.out_at),
        }
        return stated.get(self.style, format_datetime(story.out_at))


class World:
    """All outlets and the time it is; `now` is moved by whoever runs the month."""

    def __init__(self, *, seed: int) -> None:
        self.now = START
        self._random = random.Random(seed)  # noqa: S311 - a seeded world, not a secret
        self.outlets = [
            self._made("faro-exacto", "exact", 100, 60),
            self._made("faro-minuto", "minute", 50, 40),
            self._made("faro-movido", "updated", 60, 50),
            self._made("faro-lote", "batch", 80, 30),
            self._made("faro-diario", "daily_batch", 90, 30),
            self._made("faro-dia", "day", 40, 25),
            self._made("faro-sin-fecha", "none", 30, 20),
            self._made("faro-espanol", "spanish", 60, 30),
            self._made("faro-viejo", "stale", 60, 24),
            self._made("faro-corto", "exact", 10, 110),
            self._made("faro-largo", "exact", 280, 170),
            self._made("faro-caido", "exact", 30, 70, outages=True),
        ]

    def handler(self, outlet: Outlet) -> Callable[[Request], Answer]:
        """Return what answers for an outlet."""
        return lambda request: outlet.answer(request, self.now)

    def _made(self, name: str, style: str, holds: int, a_day: float, *, outages: bool = False) -> Outlet:
        outlet = Outlet(name=name, style=style, holds=holds, a_day=a_day)
        moment = START - timedelta(days=4)
        while moment < START + MONTH:
            rate = a_day * (0.25 if moment.hour in NIGHT else 1.25)
            moment += timedelta(days=self._random.expovariate(rate))
            outlet.stories.append(self._story(len(outlet.stories), style, moment.replace(microsecond=0)))
        if outages:
            outlet.outages = self._outages()
        return outlet

    def _story(self, number: int, style: str, out_at: datetime) -> Story:
        story = Story(number=number, out_at=out_at, headlines=[(out_at, f"Nota inventada número {number} del día")])
        if self._random.random() < 0.1:
            edited = out_at + timedelta(hours=self._random.uniform(0.2, 8))
            story.headlines.append((edited, f"Nota inventada número {number}, corregida"))
        if style == "updated" and self._random.random() < 0.24:
            story.redated.append(out_at + timedelta(minutes=self._random.randrange(12, 360)))
        return story

    def _outages(self) -> list[tuple[datetime, datetime, Answer]]:
        failures: list[Answer] = [Response(status=503), closes_at_once(), challenge(), Response(status=500),
                                  Response(status=429, headers=(("Retry-After", "7200"),))]  # fmt: skip
        found = []
        for number, failure in enumerate(failures):
            begins = START + timedelta(days=4 + 5 * number, hours=self._random.uniform(0, 20))
            found.append((begins, begins + timedelta(hours=[2, 9, 30, 5, 14][number]), failure))
        return found
