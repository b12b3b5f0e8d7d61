import contextlib
import gzip
import io
import time
from pathlib import Path

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.bounds import LONGEST_NAME, MOST_ENTRIES
from ingest.entry import BrokenFeedError, Entry, NotAFeedError, ParsedFeed
from ingest.parse import UNPACKED_LIMIT, parse_feed
from tests.builders import ROOT

FEEDS = ROOT / "tests" / "data" / "feeds"
URL = "https://faro.example/feeds/rss.xml"


def parsed(body: bytes | str, content_type: str | None = "application/rss+xml") -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL)


def sample(name: str) -> ParsedFeed:
    return parsed((FEEDS / name).read_bytes())


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Faro</title><link>https://faro.example/</link>'
        f"{''.join(items)}</channel></rss>"
    )


def item(name: str, inside: str = "") -> str:
    return f"<item><title>{name}</title><link>https://faro.example/{name}</link>{inside}</item>"


def test_wordpress_feed_gives_every_field_as_it_stands_there() -> None:
    feed = sample("wordpress.xml")
    assert (feed.kind, feed.title, feed.language, feed.faults) == ("rss", "El Faro de Colima", "es-MX", ())
    assert feed.entries[0] == Entry(
        guid="https://elfarocolima.example/?p=4711",
        link="https://elfarocolima.example/2024/04/15/cierran-muelle/",
        title="Cierran el muelle por “mar de fondo”",
        summary='<p>La capitanía cerró el muelle &#8230; <a href="/mas">leer más</a></p>',
        content="<p>La capitanía cerró el muelle desde las seis. No hubo heridos & nadie protestó.</p>",
        author="Ana Íñiguez",
        published="Mon, 15 Apr 2024 16:05:00 +0000",
    )
    assert (feed.entries[1].summary, feed.entries[1].content) == ("El kilo pasó de 30 a 42 pesos.", None)


def test_media_titles_and_descriptions_do_not_replace_the_entrys_own() -> None:
    entry = sample("arc.xml").entries[0]
    assert entry.title == 'Aprueban ley de aguas: "histórica"'
    assert (entry.summary, entry.content) == ("El Senado votó anoche", "<p>El Senado votó anoche por 64 a 40.</p>")
    assert entry.link == "https://labrujula.example/nacional/2024/04/15/aprueban-ley/?outputType=amp"


def test_atom_entry_gives_the_alternate_link_and_both_times() -> None:
    first = sample("blogger.xml").entries[0]
    assert (first.guid, first.link) == (
        "tag:blogger.example,1999:blog-77.post-1",
        "https://bitacora.example/2024/04/si.html",
    )
    assert (first.published, first.updated) == ("2024-04-14T22:10:00.000-06:00", "2024-04-15T08:00:00.500-06:00")


def test_atom_entry_with_updated_alone_has_no_published() -> None:
    second = sample("blogger.xml").entries[1]
    assert (second.published, second.updated) == (None, "2024-04-13T08:00:00Z")


def test_plain_atom_title_is_escaped_and_html_title_is_not() -> None:
    first, second = sample("blogger.xml").entries
    assert first.title == "Si a &lt; b, &lt;b&gt; no es negrita"
    assert second.title == "Lluvia &amp; viento"


def test_relative_link_starts_at_the_base_that_the_feed_states() -> None:
    assert sample("drupal.xml").entries[0].link == "https://diariocosta.example/noticias/marejada"


def test_relative_link_without_base_starts_at_the_feeds_link() -> None:
    assert sample("blogger.xml").entries[1].link == "https://bitacora.example/2024/04/lluvia.html"


def test_relative_link_without_anything_starts_at_the_feeds_own_address() -> None:
    feed = parsed("<rss><channel><item><title>x</title><link>../nota?a=1&amp;b=2</link></item></channel></rss>")
    assert feed.entries[0].link == "https://faro.example/nota?a=1&b=2"


def test_date_in_spanish_is_kept_to_the_letter() -> None:
    assert sample("drupal.xml").entries[0].published == "Lun, 15 Abr 2024 08:00:00 -0600"


def test_rdf_feed_takes_dc_date_as_published() -> None:
    feed = sample("rdf.xml")
    assert (feed.kind, feed.language) == ("rss", "ru")
    assert feed.entries == (
        Entry(guid="https://gaceta.example/1", link="https://gaceta.example/1", title="Новости дня", summary="Кратко",
              author="Иван", published="2024-04-15T10:00:00+03:00"),
    )  # fmt: skip


def test_address_before_the_counting_redirect_wins_and_moved_feed_is_told() -> None:
    feed = sample("brightspot.xml")
    assert feed.moved_to == "https://radiosierra.example/nuevo.xml"
    assert feed.entries[0].link == "https://radiosierra.example/podcast/1"
    assert feed.entries[0].author == "Eva Ríos"


def test_guid_is_the_link_only_when_it_is_an_address() -> None:
    one, two, three = sample("batch.xml").entries
    assert (one.link, two.link) == ("https://eljornal.example/2024/04/15/1", "https://eljornal.example/2024/04/15/2")
    assert (three.guid, three.link) == ("n-3", None)
    assert {entry.published for entry in (one, two, three)} == {"Mon, 15 Apr 2024 07:01:09 GMT"}


@pytest.mark.parametrize(
    ("inside", "language"),
    [("<dc:language>pt</dc:language>", "pt"), ('<description xml:lang="uk">x</description>', "uk"), ("", None)],
    ids=["dc:language", "xml:lang", "nothing"],
)
def test_language_is_the_one_stated_on_the_entry(inside: str, language: str | None) -> None:
    body = rss("<language>es</language>", item("a", inside)).replace(
        "<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
    )
    feed = parsed(body)
    assert (feed.language, feed.entries[0].language) == ("es", language)


def test_several_authors_are_all_named() -> None:
    entry = parsed(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><author><name>A</name></author><author><name>B</name></author></entry></feed>'
    ).entries[0]
    assert entry.author == "A, B"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<rss version="0.91"><channel>{}</channel></rss>', "rss"),
        ('<rss version="0.92"><channel>{}</channel></rss>', "rss"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>{}</rdf:RDF>', "rss"),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#">{}</feed>', "atom"),
        ('<atom:feed xmlns:atom="http://www.w3.org/2005/Atom" xmlns="http://www.w3.org/2005/Atom">{}</atom:feed>', "atom"),
    ],
    ids=["rss 0.91", "rss 0.92", "rss 0.9", "atom 0.3", "prefixed atom"],
)  # fmt: skip
def test_old_and_odd_versions_are_read(body: str, kind: str) -> None:
    name = "entry" if kind == "atom" else "item"
    feed = parsed(body.format(f"<{name}><title>Hola</title></{name}>"))
    assert (feed.kind, [entry.title for entry in feed.entries]) == (kind, ["Hola"])


def test_channel_definition_format_is_read() -> None:
    feed = parsed(
        '<CHANNEL HREF="https://faro.example/"><ITEM HREF="https://faro.example/1"><TITLE>Uno</TITLE></ITEM></CHANNEL>'
    )
    assert [(entry.title, entry.link) for entry in feed.entries] == [("Uno", "https://faro.example/1")]


def test_json_feed_gives_its_items_and_counts_those_that_are_none() -> None:
    feed = sample("json_feed.json")
    assert (feed.kind, feed.title, feed.language, feed.bad_entries) == ("json_feed", "Alerta &amp; Mar", "es", 2)
    assert feed.entries[0] == Entry(
        guid="17", link="https://alertamar.example/n/17", title="Uno &lt; dos", summary="Breve", content="<p>Texto</p>",
        author="Eva, Luis", published="2024-04-15T10:00:00-06:00", updated="2024-04-15T11:00:00-06:00", language="es-MX",
    )  # fmt: skip
    assert (feed.entries[1].link, feed.entries[1].content, feed.entries[1].author) == (
        "https://alertamar.example/n/18",
        "a &lt; b",
        "Ana",
    )
    assert (feed.entries[2].link, feed.entries[2].published) == ("https://otra.example/", None)


def test_cut_json_feed_gives_the_items_before_the_cut() -> None:
    whole = (FEEDS / "json_feed.json").read_bytes()
    feed = parsed(whole[: whole.index(b'"content_text"')])
    assert [entry.guid for entry in feed.entries] == ["17"]
    assert feed.bad_entries == 3
    assert "not valid JSON" in feed.faults[0]


def test_half_a_surrogate_pair_in_json_leaves_text_that_can_be_stored() -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a\\ud800b\\u0000"}]}'
    assert parsed(text).entries[0].title == "ab"


def test_news_sitemap_gives_titles_dates_and_bare_addresses() -> None:
    feed = sample("news_sitemap.xml")
    assert (feed.kind, feed.bad_entries) == ("news_sitemap", 1)
    assert feed.entries == (
        Entry(link="https://labrujula.example/nota-1", title="Nota & réplica", published="2024-04-15T12:00:00-06:00",
              updated="2024-04-15T12:30:00-06:00", language="es"),
        Entry(link="https://labrujula.example/nota-2", updated="2024-04-15"),
    )  # fmt: skip


def test_packed_sitemap_is_unpacked() -> None:
    body = gzip.compress((FEEDS / "news_sitemap.xml").read_bytes())
    assert parsed(body, "application/gzip") == sample("news_sitemap.xml")


def test_packed_bomb_is_refused() -> None:
    with pytest.raises(BrokenFeedError, match="unpacks to more than 20,000,000 bytes"):
        parsed(gzip.compress(b" " * (UNPACKED_LIMIT + 1)))


def test_cut_sitemap_does_not_give_half_an_address() -> None:
    whole = (FEEDS / "news_sitemap.xml").read_bytes()
    feed = parsed(whole[: whole.index(b"nota-2") + 3])
    assert [entry.link for entry in feed.entries] == ["https://labrujula.example/nota-1"]
    assert feed.bad_entries == 1


GOOD = (item("uno"), item("dos"))


@pytest.mark.parametrize(
    ("broken", "title", "link"),
    [
        (item("x", "<description><b>hola</description>"), "x", "https://faro.example/x"),
        ("<item><title>A <b>x</title><link>https://faro.example/x</link></item>", "A <b>x", "https://faro.example/x"),
        ("<item><title>A<link>https://faro.example/x</link></item>", "A", "https://faro.example/x"),
        ("<item><title>A</title><link>https://faro.example/x</link>", "A", "https://faro.example/x"),
        ("<item><title>A</title><link>https://faro.example/x?a=1&b=2</link></item>", "A", "https://faro.example/x?a=1&b=2"),
        ("<item><title>Q&A: R&D & más</title></item>", "Q&A: R&D & más", None),
        ("<item><title>Ley&nbsp;de &aacute;rboles &inexistente;</title></item>", "Ley\xa0de árboles &inexistente;", None),
        ("<item><title>3 < 5 y 7 > 5</title></item>", "3 < 5 y 7 > 5", None),
        ("<item><title>a&#0;b&#xD800;c&#x110000;d&#XE1;</title></item>", "abcdá", None),
        ("<item><title>A</title><media:thumbnail url='x'/><dc:creator>Ana</dc:creator></item>", "A", None),
        ("<item><title>A</title><enclosure url=https://faro.example/a.mp3 length=1 /></item>", "A", None),
        ("<item><title><![CDATA[A]]></title><description><![CDATA[hola</description></item>", "A", None),
        ("<item><title>A</title></channel></item>", "A", None),
    ],
    ids=["open tag in a description", "open tag in a title", "open title", "open item", "bare ampersand in a link",
         "bare ampersands in a title", "entities of HTML", "comparison signs", "references to no character",
         "undeclared prefixes", "bare attributes", "open CDATA section", "end of another element"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_broken_entry_costs_no_other_and_gives_what_it_has(
    broken: str, title: str, link: str | None, place: int
) -> None:
    items = [*GOOD]
    items.insert(place, broken)
    feed = parsed(rss(*items))
    titles = ["uno", "dos"]
    titles.insert(place, title)
    assert [entry.title for entry in feed.entries] == titles
    assert feed.entries[place].link == link
    assert [entry.link for entry in feed.entries if entry.title in {"uno", "dos"}] == [
        "https://faro.example/uno",
        "https://faro.example/dos",
    ]
    assert feed.faults
    assert feed.bad_entries == 0


HURTS = ["<item>", "</item>", "<![CDATA[", "]]>", "<!--", "-->", "&", "&#", "<", ">", '"', "<title>", "</title>", "</channel>", "</rss>",
         "\x00", "<?xml", "?>", "<a:b>", "<b>", "</b>", "<svg>", "<source>", "<image>", "<description>", "</description>"]  # fmt: skip


@pytest.mark.parametrize("hurt", HURTS)
def test_damage_anywhere_in_an_entry_leaves_its_neighbours_whole(hurt: str) -> None:
    first, middle, last = (
        item(name, f"<description><![CDATA[<p>{name}</p>]]></description>") for name in ("uno", "dos", "tres")
    )
    for place in range(len("<item>"), len(middle) - len("</item>"), 3):
        feed = parsed(rss(first, middle[:place] + hurt + middle[place:], last))
        read = {(entry.title, entry.link, entry.summary) for entry in feed.entries}
        assert {(name, f"https://faro.example/{name}", f"<p>{name}</p>") for name in ("uno", "tres")} <= read, place


def test_undeclared_prefixes_mean_what_they_usually_mean() -> None:
    feed = parsed(
        rss(item("a", "<dc:creator>Ana</dc:creator><content:encoded>&lt;p&gt;Texto&lt;/p&gt;</content:encoded>"))
    )
    assert (feed.entries[0].author, feed.entries[0].content) == ("Ana", "<p>Texto</p>")


def test_open_cdata_section_does_not_swallow_the_next_entry() -> None:
    swallowing = item("a", "<description><![CDATA[hola</description>") + item(
        "b", "<description><![CDATA[adiós]]></description>"
    )
    feed = parsed(rss(swallowing))
    assert [(entry.title, entry.summary) for entry in feed.entries] == [("a", "hola"), ("b", "adiós")]


def test_entry_name_inside_a_cdata_section_of_a_broken_feed_starts_no_entry() -> None:
    feed = parsed(rss(item("a", "<description><![CDATA[un <item> & </item> más]]></description>"), item("b", "&")))
    assert [(entry.title, entry.summary) for entry in feed.entries] == [("a", "un <item> & </item> más"), ("b", None)]


def test_entry_within_an_entry_does_not_cost_the_outer_one() -> None:
    body = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}<title>a</title></entry><entry><title>c</title></entry></feed>'
    assert [entry.title for entry in parsed(body.format("<source><entry/></source>")).entries] == ["a", "c"]
    inner = "<entry><title>b</title></entry><entry><title>b2</title></entry>"
    assert [entry.title for entry in parsed(body.format(inner)).entries] == ["a", "b", "b2", "c"]


def test_entry_in_a_comment_of_a_broken_feed_stays_dead() -> None:
    assert [entry.title for entry in parsed(rss(f"<!-- {item('x')} -->", item("a", "&"))).entries] == ["a"]


@pytest.mark.parametrize("cut", [3, 20, 60])
def test_cut_feed_gives_the_entries_before_the_cut(cut: int) -> None:
    body = rss(item("uno"), item("dos"), item("tres", "<description>" + "x" * 80 + "</description>"))
    feed = parsed(body[: body.index("</item></channel>") - cut])
    assert [entry.title for entry in feed.entries] == ["uno", "dos"]
    assert feed.bad_entries == 1
    assert any("cut off" in fault for fault in feed.faults)


def test_cut_between_entries_loses_none() -> None:
    body = rss(*GOOD)
    assert len(parsed(body[: body.index("</channel>")]).entries) == 2


@pytest.mark.parametrize(
    "before",
    [
        "\n\n  ", "\ufeff\ufeff", "<!-- cached -->\n", '<?xml version="1.0"?>\n<?xml version="1.0" encoding="utf-8"?>',
        "<br />\n<b>Warning</b>:  foo() in <b>/var/x.php</b> on line <b>3</b><br />\n", "Notice: x in y on line 3\n",
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
        "<!DOCTYPE html>",
    ],
    ids=["blanks", "two marks", "comment", "two declarations", "warning in HTML", "warning in text", "doctype", "doctype of a page"],
)  # fmt: skip
@pytest.mark.parametrize("after", ["", "\n<!-- 0.3 s -->", "<script>x()</script>"])
def test_what_stands_around_a_feed_does_no_harm(before: str, after: str) -> None:
    assert [entry.title for entry in parsed(before + rss(*GOOD) + after).entries] == ["uno", "dos"]


def bomb(declarations: str, use: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [{declarations}]>'
        + rss(item("a", f"<description>{use}</description>"))[21:]
    )


@pytest.mark.parametrize(
    ("declarations", "use"),
    [
        ('<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)), "&a9;"),
        (f'<!ENTITY a0 "{"x" * 100_000}">', "&a0;" * 10_000),
        ('<!ENTITY a0 SYSTEM "file:///etc/hostname">', "&a0;"),
        ('<!ENTITY a0 SYSTEM "http://127.0.0.1:9/x">', "&a0;"),
        ('<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;', "&a0;"),
    ],
    ids=["billion laughs", "quadratic", "file", "address", "parameter"],
)
def test_declared_entities_are_never_expanded(declarations: str, use: str) -> None:
    start = time.process_time()
    feed = parsed(bomb(declarations, use))
    assert (feed.entries[0].title, feed.entries[0].summary) == ("a", use)
    assert time.process_time() - start < 2


def test_file_that_an_entity_names_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    feed = parsed(bomb(f'<!ENTITY a0 SYSTEM "{secret.as_uri()}">', "&a0;"))
    assert "a secret" not in repr(feed)


@pytest.mark.parametrize(
    "body",
    [
        rss(item("a", "<b>" * 100_000)), rss(item("a", "<b>" * 100_000 + "</b>" * 100_000)), rss("<item>" * 40_000),
        rss(item("a", f"<author>{'a' * 5_000_000}</author>")), rss(item("a", f"<pubDate>{'1 ' * 2_000_000}</pubDate>")),
        "<rss><channel><item>" + "<![CDATA[" * 400_000, "<rss><channel><item>" + "<!--" * 400_000, "<!--" * 400_000,
        "<!DOCTYPE x [" + "] " * 400_000, "<rss>" + "<" * 500_000, "<rss><item>" + "&" * 500_000,
        "<rss><item " + "".join(f'a{i}="b" ' for i in range(200_000)) + "/></rss>",
        "<rss><item>" + "<title>x<link>y" * 200_000, "<rss><item>" + "<title>" * 200_000,
        "<rss>" + "".join(f"<p{i}:x/>" for i in range(100_000)), "<rss><item>" + "&x;" * 500_000,
        "[" * 200_000, '{"version":"https://jsonfeed.org/version/1","items":[' + "[" * 200_000,
    ],
    ids=["open nesting", "nesting", "open items", "long author", "long date", "CDATA", "comments", "only comments",
         "doctype", "open tags", "ampersands", "attributes", "fields", "titles", "prefixes", "references", "JSON lists", "JSON items"],
)  # fmt: skip
@pytest.mark.slow
def test_attack_on_the_parser_ends_soon(body: str) -> None:
    start = time.process_time()
    try:
        feed = parsed(body)
    except (NotAFeedError, BrokenFeedError):
        feed = None
    assert time.process_time() - start < 10
    assert feed is None or len(feed.entries) < MOST_ENTRIES


@pytest.mark.slow
def test_ten_thousand_entries_are_all_read_even_when_each_is_broken() -> None:
    start = time.process_time()
    assert len(parsed(rss(*(item(f"n{i}") for i in range(10_000)))).entries) == 10_000
    assert (
        len(parsed(rss(*(item(f"n{i}", "<description>a & <b></description>") for i in range(10_000)))).entries)
        == 10_000
    )
    assert time.process_time() - start < 20


def test_name_that_is_far_too_long_is_cut() -> None:
    author = parsed(rss(item("a", f"<author>{'a' * 1000}</author>"))).entries[0].author
    assert author == "a" * LONGEST_NAME


@pytest.mark.parametrize(
    ("body", "looks_like"),
    [
        (b"", "an empty body"),
        (b" \n\t", "an empty body"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PK\x03\x04xx", "a ZIP"),
        (b"<!DOCTYPE html><html><head><title>Portada</title></head></html>", "an HTML page, titled 'Portada'"),
        (b"<html><body><feed>", "an HTML page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head/></html>", "an HTML page"),
        (b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>/cdn-cgi/challenge-platform/", "challenge page .Cloudflare"),
        (b"<html><head><title>403 Access Denied</title></head></html>", "a refusal page"),
        (b'{"error": "not found"}', "JSON that is no JSON Feed: an object with the keys error"),
        (b'[{"title": {"rendered": "x"}}]', "JSON that is no JSON Feed: a list of 1"),
        (b"{ .css { color: red } }", "begins like JSON"),
        (b"<opml version='2.0'><body/></opml>", "<opml>, not a feed"),
        (b"<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "a sitemap index"),
        (b"Error establishing a database connection", "plain text, beginning 'Error establishing"),
        (b"\x1f\x8bgarbage", "damaged gzip"),
    ],
    ids=["nothing", "blanks", "PDF", "picture", "ZIP", "page", "page with a feed's tag", "XHTML", "challenge", "refusal",
         "JSON object", "JSON list", "braces", "OPML", "sitemap index", "text", "damaged gzip"],
)  # fmt: skip
def test_what_is_no_feed_is_named(body: bytes, looks_like: str) -> None:
    with pytest.raises(NotAFeedError, match=looks_like):
        parsed(body)


@pytest.mark.parametrize(
    "body",
    ["<rss><channel><title>Faro</title>", rss("<item/>", "<item></item>"), rss(*(["<item/>"] * (MOST_ENTRIES + 1))),
     '{"version": "https://jsonfeed.org/version/1", "items": [{"id'],
    ids=["cut in the head", "empty items", "too many items", "cut JSON"],
)  # fmt: skip
def test_feed_of_which_nothing_can_be_read_is_broken(body: str) -> None:
    with pytest.raises(BrokenFeedError):
        parsed(body)


@pytest.mark.parametrize(
    "body",
    [rss(), rss("<description>R&D &eacute;</description>"), '<feed xmlns="http://www.w3.org/2005/Atom"><title>Faro</title></feed>', "<urlset/>", "<rss/>",
     '{"version": "https://jsonfeed.org/version/1.1", "title": "Faro", "items": []}'],
    ids=["rss", "broken head", "atom", "sitemap", "bare rss", "json"],
)  # fmt: skip
def test_feed_without_entries_is_a_feed(body: str) -> None:
    assert (parsed(body).entries, parsed(body).bad_entries) == ((), 0)


@pytest.mark.parametrize("content_type", [None, "text/html", "application/json", "image/png; charset=nonsense", ";;;"])
def test_header_does_not_decide_what_a_body_is(content_type: str | None) -> None:
    assert [entry.title for entry in parsed(rss(*GOOD), content_type).entries] == ["uno", "dos"]
    assert parsed((FEEDS / "json_feed.json").read_bytes(), content_type).kind == "json_feed"


@pytest.mark.parametrize("name", sorted(path.name for path in FEEDS.glob("*.xml") if path.name != "news_sitemap.xml"))
def test_titles_and_links_are_those_of_feedparser_with_its_defaults(name: str) -> None:
    body = (FEEDS / name).read_bytes()
    judge = feedparser.parse(io.BytesIO(body), sanitize_html=False)
    assert len(parsed(body).entries) == len(judge.entries) > 0
    for ours, theirs in zip(parsed(body).entries, judge.entries, strict=True):
        assert (ours.guid, ours.published) == (theirs.get("id"), dict.get(theirs, "published", ours.published))
        assert ours.link is None or ours.link.endswith((theirs.link, "/podcast/1"))


SAMPLES = [path.read_bytes() for path in sorted(FEEDS.iterdir())]


def survives(body: bytes, content_type: str | None = None) -> None:
    start = time.process_time()
    with contextlib.suppress(NotAFeedError, BrokenFeedError):
        feed = parse_feed(body, content_type=content_type, url=URL)
        assert feed.entries or not feed.bad_entries
        repr(feed).encode()
    assert time.process_time() - start < 2


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.text(max_size=40) | st.none())
def test_any_bytes_give_a_feed_or_one_of_two_errors(body: bytes, content_type: str | None) -> None:
    survives(body, content_type)
    survives(b"<rss><channel><item>" + body, content_type)
    survives(b'{"version": "https://jsonfeed.org/version/1", "items": [' + body, content_type)


FRAGMENTS = [b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&", b"&#", b"<", b">", b'"', b"<title>", b"</channel>",
             b"\x00", b"\xff", b"\xc3", b"<?xml", b"?>", b"<!DOCTYPE x [", b"xmlns:a='b'", b"<a:b>", b"<entry/>", b"{", b"]", b"</rss>"]  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 40), st.sampled_from(FRAGMENTS) | st.binary(max_size=6)),
        max_size=6,
    ),
)
def test_damaged_feed_gives_a_feed_or_one_of_two_errors(body: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for place, length, replacement in damages:
        at = place % (len(body) + 1)
        body = body[:at] + replacement + body[at + length :]
    survives(body)
