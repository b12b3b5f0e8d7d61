"""What a parser hands to the cleaner: a feed's entries as they stood there. Nothing outside `ingest` sees these."""

from dataclasses import dataclass


class NotAFeedError(ValueError):
    """The body is something else (a page, a challenge, nothing); the message says what it looks like."""


class BrokenFeedError(ValueError):
    """The body means to be a feed, but not one entry could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, raw: markup, entities and odd dates included; None where the feed says nothing."""

    guid: str | None = None
    link: str | None = None  # absolute, as far as the feed allows
    title: str | None = None  # may hold markup
    summary: str | None = None  # HTML
    content: str | None = None  # HTML of the full text, if the feed carries it
    author: str | None = None
    published: str | None = None  # the string, to the letter
    updated: str | None = None  # the string, to the letter
    language: str | None = None  # as stated on the entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One body, read: its entries in their order, and what was wrong with it."""

    kind: str  # rss, atom, json_feed or news_sitemap
    entries: tuple[Entry, ...]
    title: str | None = None
    language: str | None = None  # as stated on the feed
    moved_to: str | None = None  # where the feed itself says that it has gone (itunes:new-feed-url)
    faults: tuple[str, ...] = ()  # what was repaired or skipped, in words
    bad_entries: int = 0  # entries that could not be read at all
