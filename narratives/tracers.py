"""Phrases that betray a text: those of the narrative files, and those learnt from items whose route is known. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from narratives.fingerprint import fold_words
from store.model import Narrative, Route

LEARNT_FROM = 3  # items of one route and of no other that a phrase must stand in before it stands for that route


def tracers_of(narratives: Sequence[Narrative]) -> dict[str, tuple[str, ...]]:
    """Return the tracers of all narratives together, by route, folded; a phrase under two routes betrays neither."""
    by_phrase: dict[str, set[str]] = defaultdict(set)
    for narrative in narratives:
        for route, phrases in narrative.tracers.items():
            for phrase in phrases:
                by_phrase[folded_phrase(phrase)].add(route)
    return _by_route({phrase: next(iter(routes)) for phrase, routes in by_phrase.items() if len(routes) == 1})


def learn(
    tracers: Mapping[str, Sequence[str]], seen: Mapping[str, Collection[str]], known: Mapping[str, Route]
) -> dict[str, tuple[str, ...]]:
    """Add the phrases that stand only in items of one route.

    `seen` has the folded phrases of each item, `known` the route of those items where it is known without them
    being learnt. A phrase counts when at least three items of one route have it and none of another.
    """
    given = {phrase: route for route, phrases in tracers.items() for phrase in phrases}
    routes: dict[str, list[Route]] = defaultdict(list)
    for item_id, phrases in seen.items():
        route = known.get(item_id, Route.UNKNOWN)
        if route is not Route.UNKNOWN:
            for phrase in sorted(set(phrases) - set(given)):  # a set has another order in every process
                routes[phrase].append(route)
    learnt = {p: r[0].value for p, r in routes.items() if len(r) >= LEARNT_FROM and len(set(r)) == 1}
    return _by_route({**given, **learnt})


def folded_phrase(phrase: str) -> str:
    """Return a phrase as it is compared: folded words joined by one blank."""
    return " ".join(fold_words(phrase))


def _by_route(routes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for phrase, route in routes.items():
        found[route].append(phrase)
    return {route: tuple(phrases) for route, phrases in found.items()}
