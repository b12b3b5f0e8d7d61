"""Telegram's public preview of a channel (t.me/s/...) in; its posts, with minute, forwards, edits and links, out.

Only what anybody can read without an account. A page shows about twenty posts and names the older ones by ?before=.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from ingest import charset
from ingest.feed_time import read_time
from ingest.interval import interval_of
from ingest.language import plain_language
from ingest.looking_back import Answered, Found, Plan, Sight, Source, outlet_at, sight
from ingest.markup import text_of
from ingest.plain import plain
from ingest.sniff import refuse_binary
from ingest.urls import entry_link
from store.errors import ConfigError
from store.identity import item_id
from store.looked_back import Ask
from store.model import Basis, Item, ItemLink, LinkKind, Outcome, Outlet, Precision, PublishedTime

ENDPOINT = "https://t.me"
TITLE_CHARACTERS = 120
_CHANNEL = re.compile(r"(?:https?://t\.me/(?:s/)?)?@?(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})/?")
_POST = re.compile(r"(?P<channel>[A-Za-z][A-Za-z0-9_]{3,31})/(?P<number>\d{1,12})")


def seeds(plan: Plan) -> list[Ask]:
    """Ask for the newest page of every channel: those named as channel or channel=outlet, else those of the registry.

    Raises ConfigError for a name that cannot be a channel's.
    """
    if plan.names:
        return [_named(plan, name) for name in plan.names]
    owners = {outlet.outlet_id for outlet in plan.outlets}
    return [
        _ask(plan, channel_of(feed.url), feed.outlet_id, before=None)
        for feed in plan.feeds
        if feed.kind == "telegram_preview" and feed.outlet_id in owners and feed.status != "dead"
    ]


def channel_of(stated: str) -> str:
    """Return the channel's name of an address, @name or name. Raises ConfigError if it cannot be one."""
    found = _CHANNEL.fullmatch(stated.strip())
    if found is None:
        raise ConfigError("--name", stated, "expected a public channel such as MID_Russia or https://t.me/s/MID_Russia")
    return found["name"]


def read(answered: Answered) -> Found:
    """Read one page of posts; the page before it is asked for while its oldest post is not older than the period.

    Raises NotAFeedError for what is no page at all.
    """
    refuse_binary(answered.body)
    text = charset.decode(answered.body, answered.content_type).text
    tree = html.document_fromstring(text) if "<" in text else None
    channel = answered.ask.facts["channel"]
    if tree is None or not _of_class(tree, "tgme_channel_info", "tgme_channel_history"):
        return Found(fault=Outcome.NOT_A_FEED, error="not a channel's public preview: closed, renamed or never public")
    outlet = _outlet(answered)
    sights: list[Sight] = []
    bad: list[str] = []
    outside, numbers, older = 0, [], False
    for block in _of_class(tree, "tgme_widget_message"):
        named = _POST.fullmatch(block.get("data-post") or "")
        if named is None or named["channel"].lower() != channel.lower():
            bad.append("a post without its number")
            continue
        numbers.append(int(named["number"]))
        post = _post(block, answered, outlet, named[0])
        if post is None:
            outside += 1  # a picture, a poll or a note that the channel was renamed
            continue
        when = post.item.published.interval
        older = older or (when is not None and when.latest < answered.plan.since)
        if answered.plan.covers(when):
            sights.append(post)
        else:
            outside += 1
    asked = answered.ask.facts.get("before")
    going_on = numbers and not older and min(numbers) > 1 and (asked is None or min(numbers) < int(asked))
    more = (_ask(answered.plan, channel, outlet.outlet_id, before=min(numbers)),) if going_on else ()
    return Found(sights=tuple(sights), asks=more, entries=len(numbers) + len(bad), outside=outside, bad=tuple(bad))


SOURCE = Source(seeds=seeds, readers={"posts": read}, endpoint=ENDPOINT)


def _named(plan: Plan, name: str) -> Ask:
    """Ask for a channel named on the command line; channel=outlet says whose it is."""
    stated, _, owner = name.partition("=")
    channel = channel_of(stated)
    if owner and owner not in {outlet.outlet_id for outlet in plan.registry.outlets}:
        raise ConfigError("--name", name, "expected channel=outlet with an outlet of the registry")
    known = next((feed.outlet_id for feed in plan.feeds if feed.kind == "telegram_preview"
                  and channel_of(feed.url).lower() == channel.lower()), None)  # fmt: skip
    return _ask(plan, channel, owner or known or f"telegram-{channel.lower().replace('_', '-')}", before=None)


def _ask(plan: Plan, channel: str, outlet_id: str, *, before: int | None) -> Ask:
    address = f"{plan.endpoint}/s/{channel}" + (f"?before={before}" if before else "")
    facts = {"channel": channel} | ({"before": str(before)} if before else {})
    return Ask(key=address, task="posts", address=address, outlet_id=outlet_id, facts=facts)


def _outlet(answered: Answered) -> Outlet:
    known = {outlet.outlet_id: outlet for outlet in answered.plan.registry.outlets}
    name = answered.ask.outlet_id or ""
    if name in known:
        return known[name]
    channel = answered.ask.facts["channel"]
    host = outlet_at(replace(answered.plan), f"https://{channel.lower().replace('_', '-')}.t.me", "telegram")
    return replace(host, outlet_id=name, name=f"@{channel} (Telegram)", domains=())


def _post(block: html.HtmlElement, answered: Answered, outlet: Outlet, post: str) -> Sight | None:
    """Make an item of a post; None when it has no words."""
    bodies = [one for one in _of_class(block, "tgme_widget_message_text") if not _is_quoted(one)]
    words = text_of(html.tostring(bodies[-1], encoding="unicode")) if bodies else None
    if not words:
        return None
    url = f"https://t.me/{post}"
    item = Item(
        item_id=item_id(outlet.outlet_id, url.lower()), outlet_id=outlet.outlet_id, url=url, canonical_url=url,
        title=words if len(words) <= TITLE_CHARACTERS else words[:TITLE_CHARACTERS].rpartition(" ")[0] + "…",
        summary=None, text=words if len(words) > TITLE_CHARACTERS else None,
        language=plain_language((words, None, None)) or outlet.language, published=_published(block, outlet),
        first_seen_at=answered.seen_at, fetch_id=answered.fetch_id, guid=post.lower(),
    )  # fmt: skip
    shown = sight(item, "telegram", words=True)
    return replace(shown, links=tuple(_links(block, bodies[-1], answered, item)),
                   outlet=None if _is_known(answered, outlet) else outlet)  # fmt: skip


def _is_known(answered: Answered, outlet: Outlet) -> bool:
    return any(one.outlet_id == outlet.outlet_id for one in answered.plan.registry.outlets)


def _is_quoted(body: html.HtmlElement) -> bool:
    """Tell the words of the post that is answered from the post's own."""
    return any("tgme_widget_message_reply" in (one.get("class") or "").split() for one in body.iterancestors())


def _published(block: html.HtmlElement, outlet: Outlet) -> PublishedTime:
    stated = next((time.get("datetime") for link in _of_class(block, "tgme_widget_message_date")
                   for time in link.iter("time") if time.get("datetime")), None)  # fmt: skip
    unknown = PublishedTime(raw=stated, interval=None, precision=Precision.UNKNOWN, basis=Basis.PAGE)
    if stated is None:
        return unknown
    try:
        moment, level = read_time(stated, languages=("en",))
    except ValueError:
        return unknown
    level = Precision.MINUTE if level is Precision.SECOND else level  # what the preview shows a reader
    return PublishedTime(
        raw=stated, interval=interval_of(moment, level, outlet.zones), precision=level, basis=Basis.PAGE
    )


def _links(block: html.HtmlElement, body: html.HtmlElement, answered: Answered, item: Item) -> Iterator[ItemLink]:
    for named in _of_class(block, "tgme_widget_message_forwarded_from_name"):
        target = _address(named.get("href")) or plain(" ".join(named.itertext()))
        if target:
            yield _link(item, LinkKind.FORWARD, target, plain(" ".join(named.itertext())))
    for meta in _of_class(block, "tgme_widget_message_meta"):
        if "edited" in (plain(" ".join(meta.itertext())) or "").lower().split():
            yield _link(item, LinkKind.EDITED, item.url, None)
    for anchor in body.iter("a"):
        target = _address(anchor.get("href"))
        if target is None or urlsplit(target).path.startswith("/s/") or target.startswith(f"{item.url}?"):
            continue
        owner = answered.plan.registry.at(target)
        if owner is not None and owner.outlet_id == item.outlet_id:
            continue
        yield _link(item, LinkKind.CITATION if owner else LinkKind.LINK, target, plain(" ".join(anchor.itertext())))


def _link(item: Item, kind: LinkKind, target: str, words: str | None) -> ItemLink:
    return ItemLink(item_id=item.item_id, kind=kind, target=target, seen_at=item.first_seen_at, fetch_id=item.fetch_id,
                    words=words[:200] if words else None)  # fmt: skip


def _address(href: str | None) -> str | None:
    try:
        return entry_link(href, ENDPOINT) if href and href.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _of_class(tree: html.HtmlElement, *names: str) -> list[html.HtmlElement]:
    """Return the elements that bear one of these classes, in the page's order."""
    wanted = set(names)
    return [one for one in tree.iter() if isinstance(one.tag, str) and wanted & set((one.get("class") or "").split())]
