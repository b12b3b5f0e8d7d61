from pathlib import Path

import pytest

from ingest.looking_back import Found
from store.errors import ConfigError
from store.model import LinkKind, Outcome, Precision
from tests.ingest.answers import Request, Response
from tests.ingest.looking import Look, look, read
from tests.ingest.webserver import WebServer

CHANNEL = "faro_inventado"
INFO = '<div class="tgme_channel_info"><div class="tgme_channel_info_header">Faro</div></div>'


def post(number: int, words: str, when: str, *, extra: str = "", meta: str = "") -> str:
    return (
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="{CHANNEL}/{number}">'
        f'{extra}<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
        f'<div class="tgme_widget_message_footer"><span class="tgme_widget_message_meta">{meta}'
        f'<a class="tgme_widget_message_date" href="https://t.me/{CHANNEL}/{number}"><time datetime="{when}" class="time">10:51</time></a>'
        "</span></div></div></div>"
    )


def page(*posts: str) -> str:
    return f'<!DOCTYPE html><html><body>{INFO}<section class="tgme_channel_history">{"".join(posts)}</section></body></html>'


@pytest.fixture
def plan(tmp_path: Path) -> Look:
    feeds = {"faro": f"https://t.me/s/{CHANNEL}", "norte": "https://t.me/s/norte_inventado"}
    return look(tmp_path, "telegram", feeds=feeds, feed_kind="telegram_preview", endpoint="https://t.me")


def found(plan: Look, *posts: str) -> Found:
    return read(plan, "posts", page(*posts), address=f"https://t.me/s/{CHANNEL}", facts={"channel": CHANNEL})


def test_post_is_an_item_with_its_minute_and_all_its_words(plan: Look) -> None:
    words = "Un aviso inventado que es bastante largo para que no quepa en un titular<br/>y sigue en otra linea con mas palabras inventadas."
    (sight,) = found(plan, post(7, words, "2024-04-10T14:51:07+00:00")).sights
    assert (sight.item.url, sight.item.outlet_id, sight.words) == (f"https://t.me/{CHANNEL}/7", "faro", True)
    published = sight.item.published
    assert published.interval is not None
    assert published.precision is Precision.MINUTE
    assert published.interval.latest.isoformat() == "2024-04-10T14:51:59+00:00"
    assert sight.item.text is not None
    assert "titular y sigue" in sight.item.text


def test_forward_edit_and_links_are_kept_with_the_words_that_show_them(plan: Look) -> None:
    extra = (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/otro_canal/99">Otro canal</a></div>'
    )
    words = 'Aviso inventado, <a href="https://norte.example/1">leer</a>, <a href="https://faro.example/2">lo nuestro</a>, <a href="?q=%23x">#x</a>'
    (sight,) = found(plan, post(8, words, "2024-04-10T14:51:07+00:00", extra=extra, meta="edited ")).sights
    assert [(link.kind, link.target, link.words) for link in sight.links] == [
        (LinkKind.FORWARD, "https://t.me/otro_canal/99", "Otro canal"),
        (LinkKind.EDITED, f"https://t.me/{CHANNEL}/8", None),
        (LinkKind.CITATION, "https://norte.example/1", "leer"),
    ]


def test_words_of_the_answered_post_are_not_the_posts_own(plan: Look) -> None:
    reply = '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text">Lo de antes</div></a>'
    (sight,) = found(plan, post(9, "La respuesta inventada", "2024-04-10T14:51:07+00:00", extra=reply)).sights
    assert sight.item.title == "La respuesta inventada"


def test_older_pages_are_asked_for_until_a_post_is_older_than_the_period(server: WebServer, tmp_path: Path) -> None:
    feeds = {"faro": f"https://t.me/s/{CHANNEL}"}
    asked = look(tmp_path, "telegram", feeds=feeds, feed_kind="telegram_preview", endpoint=server.url(""))
    pages = {
        f"/s/{CHANNEL}": page(post(30, "Nota de mayo", "2024-05-02T10:00:00+00:00")),
        f"/s/{CHANNEL}?before=30": page(post(20, "Nota de abril", "2024-04-10T10:00:00+00:00")),
        f"/s/{CHANNEL}?before=20": page(post(10, "Nota de marzo", "2024-03-01T10:00:00+00:00")),
    }
    server.on(f"/s/{CHANNEL}", lambda request: Response(body=pages[request.path].encode()))
    report = asked.run()
    assert (report.requests, report.new_items, report.outside) == (3, 1, 2)
    assert asked.rows("select title from items") == [{"title": "Nota de abril"}]


def test_edited_post_seen_again_is_a_new_wording(server: WebServer, tmp_path: Path) -> None:
    feeds = {"faro": f"https://t.me/s/{CHANNEL}"}
    asked = look(tmp_path, "telegram", feeds=feeds, feed_kind="telegram_preview", endpoint=server.url(""))
    wordings = iter(["Primera version inventada", "Segunda version inventada"])

    def answer(_request: Request) -> Response:
        return Response(body=page(post(1, next(wordings), "2024-04-10T10:00:00+00:00")).encode())

    server.on(f"/s/{CHANNEL}", answer)
    asked.run()
    asked.anew()
    assert [row["title"] for row in asked.rows("select title from item_versions order by version_id")] == [
        "Primera version inventada",
        "Segunda version inventada",
    ]


@pytest.mark.parametrize(
    "body", ["<html><body><div class='tgme_page'>Preview not available</div></body></html>", "", "rate limited"],
    ids=["closed", "empty", "text"],
)  # fmt: skip
def test_channel_without_a_public_preview_is_told(plan: Look, body: str) -> None:
    assert read(plan, "posts", body, facts={"channel": CHANNEL}).fault is Outcome.NOT_A_FEED


def test_post_without_words_or_of_another_channel_is_counted_not_kept(plan: Look) -> None:
    other = post(1, "Ajena", "2024-04-10T10:00:00+00:00").replace(CHANNEL, "ajena_x")
    result = found(plan, post(3, "", "2024-04-10T10:00:00+00:00"), other)
    assert (result.sights, result.outside, len(result.bad)) == ((), 1, 1)


def test_private_channel_cannot_be_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="public channel"):
        look(tmp_path, "telegram", names=("https://t.me/+AbCdEf",)).dry()
