"""Two invented outlets with daily habits: one prompt, one with a habit of its own; with or without planted copying."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scipy.stats import binomtest

from narratives.lead_lag import Both, leads, surviving
from store.model import Interval

START = datetime(2026, 3, 2, 6, tzinfo=UTC)  # midnight in Mexico City
ZONE = "America/Mexico_City"
Habit = Callable[[float, random.Random], float]


def at(hour: float, width_h: float = 0.0) -> Interval:
    earliest = START + timedelta(hours=hour)
    return Interval(earliest=earliest, latest=earliest + timedelta(hours=width_h))


def both(number: int, broke: Interval, alfa: Interval, beta: Interval, *, shares_text: bool) -> Both:
    return Both(
        story=str(number), broke_at=broke, one="alfa", other="beta", one_at=alfa, other_at=beta, shares_text=shares_text
    )


def prompt(event: float, draw: random.Random) -> float:
    return event + draw.expovariate(1 / 2)


def an_hour_slower(event: float, draw: random.Random) -> float:
    return event + 1 + draw.expovariate(1 / 2)


def prints_at_three(event: float, draw: random.Random) -> float:
    return (event + draw.uniform(0, 6)) // 24 * 24 + 27


def quick_at_night(event: float, draw: random.Random) -> float:
    return event + draw.expovariate(1 / (0.3 if event % 24 < 8 else 6))


def by_day(event: float, draw: random.Random) -> float:
    return prompt(event, draw) // 24 * 24


def simulated(draw: random.Random, habit: Habit, counts: tuple[int, int], *, copying: float) -> list[Both]:
    """Make stories: alfa is prompt, beta has the habit; night stories share text more often; copies follow alfa."""
    wanted = {True: counts[0], False: counts[1]}
    found: list[Both] = []
    while any(wanted.values()):
        event = draw.uniform(0, 24 * 120)
        shares_text = draw.random() < (0.5 if event % 24 < 8 else 0.15)
        if not wanted[shares_text]:
            continue
        wanted[shares_text] -= 1
        alfa = prompt(event, draw)
        copied = shares_text and draw.random() < copying
        beta = alfa + draw.expovariate(1 / 4) if copied else habit(event, draw)
        beta = beta // 24 * 24 if habit is by_day else beta
        width = 23.99 if habit is by_day else 0.1
        broke = at(event + draw.expovariate(2), 0.1)
        found.append(both(len(found), broke, at(alfa, 0.1), at(beta, width), shares_text=shares_text))
    return found


def rate_shown(habit: Habit, counts: tuple[int, int], *, copying: float, runs: int, seed: int) -> float:
    """Return how often a lead is shown; of planted copies only the right one counts."""
    draw = random.Random(seed)  # noqa: S311 - a seeded simulation
    shown = 0
    for _ in range(runs):
        found = leads(simulated(draw, habit, counts, copying=copying), zone=ZONE)
        shown += any(lead.leader == "alfa" for lead in surviving(found)) if copying else bool(surviving(found))
    return shown / runs


def sign_test_rejects(habit: Habit, count: int, *, runs: int, seed: int) -> float:
    """Return how often the plain test that each outlet is first equally often rejects at 5 %, nobody copying."""
    draw = random.Random(seed)  # noqa: S311 - a seeded simulation
    rejected = 0
    for _ in range(runs):
        stories = [story for story in simulated(draw, habit, (count, 1), copying=0) if story.shares_text]
        first = sum(story.one_at.latest < story.other_at.earliest for story in stories)
        last = sum(story.other_at.latest < story.one_at.earliest for story in stories)
        rejected += first + last > 0 and bool(binomtest(first, first + last).pvalue <= 0.05)
    return rejected / runs
