import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.boilerplate import without_boilerplate
from ingest.markup import MAX_CHARACTERS, text_of, title_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>Uno</p><p>dos<br>tres</p>", "Uno dos tres", id="blocks part words"),
        pytest.param("mi<b>tad</b> y <a href='x'>en</a>lace", "mitad y enlace", id="inline does not"),
        pytest.param("<li>a<li>b<td>c", "a b c", id="unclosed blocks"),
        pytest.param("a<script>var b = '<p>';</script><style>p{}</style>c", "a c", id="script and style"),
        pytest.param("a<iframe src='x'>b</iframe><noscript>c</noscript>d", "a d", id="iframe and noscript"),
        pytest.param("a<!-- b -->c", "ac", id="comment"),
        pytest.param("a<img src='x' alt='b' title='c'>d", "a d", id="alternative text"),
        pytest.param("&iexcl;M&eacute;xico! &#8220;s&iacute;&#8221;&nbsp;&hellip;", "¡México! “sí” …", id="entities"),
        pytest.param("AT&amp;amp;T", "AT&T", id="escaped twice"),
        pytest.param("&lt;p&gt;Uno&lt;/p&gt;&lt;p&gt;dos", "Uno dos", id="markup escaped twice"),
        pytest.param("&lt;script&gt;alert(1)&lt;/script&gt;a", "a", id="script escaped twice"),
        pytest.param("<p>si x &lt;y entonces</p>", "si x <y entonces", id="less-than that was escaped once"),
        pytest.param("<![CDATA[<p>Uno</p>]]>", "Uno", id="cdata"),
        pytest.param("Uno]]>", "Uno", id="end of cdata"),
        pytest.param("a\x00<b>b\x00c</b>", "a b c", id="nul"),
        pytest.param("a\u202eb\x1b[31m", "ab [31m", id="control and bidi"),
        pytest.param('Uno <a href="https://faro.exam', "Uno", id="cut in a tag"),
        pytest.param("R&D y más", "R&D y más", id="bare ampersand"),
        pytest.param("<p> </p>", None, id="nothing"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
        pytest.param("<o:p>Uno</o:p> <arc-x>dos</arc-x>", "Uno dos", id="unknown tags"),
    ],
)  # fmt: skip
def test_html_becomes_its_visible_words(html: str | None, text: str | None) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("Inflación < 5%", "Inflación < 5%"),
        ("Inflación <5% y <b>sube</b>", "Inflación <5% y sube"),
        ("Inflación &lt; 5%", "Inflación < 5%"),
        ("Inflación &amp;lt; 5%", "Inflación < 5%"),
        ("<Arde> París", "<Arde> París"),
        ("A <b y c", "A <b y c"),
        ("<i>Uno</i>&nbsp;&amp; dos", "Uno & dos"),
        ("Uno<br/>dos", "Uno dos"),
        ("A&B", "A&B"),
        ("  Uno\n\tdos ", "Uno dos"),
        ("<p></p>", None),
    ],
)
def test_title_keeps_what_only_looks_like_a_tag(html: str, title: str | None) -> None:
    assert title_of(html) == title


HOSTILE = {
    "a megabyte of <": "<" * 1_000_000,
    "deep": "<div>" * 10_000 + "hola",
    "deeper": "<b><p>" * 100_000 + "hola",
    "unclosed attributes": '<a href="' * 100_000,
    "open tags": "<a" * 400_000,
    "ampersands": "&" * 1_000_000,
    "escaped": "&amp;" * 200_000,
    "escaped tags": "&lt;" * 250_000,
    "comments": "<!--" * 250_000,
    "end tags": "</" * 500_000,
    "tag with blanks": "<p" + " " * 900_000,
    "tables": "<table><tr><td>" * 60_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.slow
def test_hostile_markup_costs_bounded_time(html: str) -> None:
    begun = time.process_time()
    text_of(html)
    title_of(html)
    assert time.process_time() - begun < 8


def test_depth_costs_no_words() -> None:
    assert text_of("<div>" * 10_000 + "hola") == "hola"


def test_only_the_first_million_characters_are_read() -> None:
    assert text_of("a " * (MAX_CHARACTERS // 2) + "fin") == ("a " * (MAX_CHARACTERS // 2)).strip()


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<",
                ">",
                "&",
                "&amp;",
                "&lt;",
                "&#0;",
                "&#x202e;",
                "a",
                "<script>",
                "]]>",
                "<![CDATA[",
                "\x00",
                "�",
            ]
        )
    ).map("".join)
)
def test_whatever_comes_text_is_one_visible_line(html: str) -> None:
    for text in (text_of(html), title_of(html)):
        assert text is None or (text == " ".join(text.split()) and not set(text) & {"\x00", "\n", "\u202e"})
        assert text is None or text.encode()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Uno. The post Una nota appeared first on El Faro.", "Uno."),
        ("The post office shut. The post Una nota appeared first on El Faro.", "The post office shut."),
        ("Uno. La entrada Una nota aparece primero en El Faro.", "Uno."),
        ("Uno. La entrada Una nota apareció primero en El Faro.", "Uno."),
        ("Uno. La entrada Una nota se publicó primero en El Faro.", "Uno."),
        ("Uno. The post 7 notas appeared first on faro.example.", "Uno."),
        ("Uno. The post «una nota» appeared first on El Faro. Leer más", "Uno."),
        ("Uno. El post Una nota apareció primero en El Faro.", "Uno."),
        ("Um. O post Uma nota apareceu primeiro em O Farol.", "Um."),
        ("Раз. Сообщение Два появились сначала на Маяк.", "Раз."),
        ("Uno. Leer más", "Uno."),
        ("Uno. LEER MÁS »", "Uno."),
        ("Uno. Ver más…", "Uno."),
        ("One. Read more", "One."),
        ("One. Read More →", "One."),
        ("Uno. Sigue leyendo", "Uno."),
        ("Uno. Seguir leyendo…", "Uno."),
        ("One. Continue reading", "One."),
        ("One… Continue reading One note →", "One…"),
        ("Um. Leia mais", "Um."),
        ("Раз. Читать далее", "Раз."),
        ("Uno […]", "Uno…"),
        ("Uno [...]", "Uno…"),
        ("Uno...", "Uno…"),
        ("Uno […] The post Una nota appeared first on El Faro.", "Uno…"),
        ("Uno [...] Leer más", "Uno…"),
        ("Leer más", None),
        (None, None),
    ],
)
def test_boilerplate_at_the_end_is_cut(text: str | None, kept: str | None) -> None:
    assert without_boilerplate(text) == kept


@pytest.mark.parametrize(
    "text",
    ["She told him to read more", "Invita a leer más", "Uno […] y dos", "La entrada cuesta 5 pesos.", "Leer más libros ayuda",
     "The post office appeared in the news.",
     "The post about the laboratories appeared first on Telegram. Officials in Moscow later denied it.",
     "The post Una nota appeared first on El Faro. Moscow denied it.",
     "El post falso apareció primero en Telegram, según la agencia.",
     "La entrada del video apareció primero en canales rusos.",
     "O post falso apareceu primeiro em canais russos."],
)  # fmt: skip
def test_words_that_resemble_boilerplate_stay(text: str) -> None:
    assert without_boilerplate(text) == text


@given(st.text())
def test_cutting_boilerplate_twice_cuts_no_more(text: str) -> None:
    once = without_boilerplate(text)
    assert without_boilerplate(once) == once
