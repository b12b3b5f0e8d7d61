import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.urls import address_words, canonical_url, entry_link

BASE = "https://faro.example/rss/portada.xml"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("https://faro.example/n?utm_source=a&UTM_Medium=b&id=7", "https://faro.example/n?id=7", id="utm"),
        pytest.param("https://faro.example/n?fbclid=a&gclid=b&yclid=c&igshid=d&mc_cid=e", "https://faro.example/n", id="clicks"),
        pytest.param("https://faro.example/n?_ga=1&ref_src=x&ocid=y&at_medium=z&at_campaign=w", "https://faro.example/n", id="campaigns"),
        pytest.param("https://faro.example/n?wt_mc=1&cmpid=x&smid=y&ito=z&s_cid=w&ns_mchannel=v&xtor=u", "https://faro.example/n", id="newsrooms"),
        pytest.param("https://faro.example/?p=1", "https://faro.example?p=1", id="p names a page"),
        pytest.param("https://faro.example/v?page_id=1&nota=2&story=3&id=4", "https://faro.example/v?page_id=1&nota=2&story=3&id=4", id="page parameters stay"),
        pytest.param("https://faro.example/n/amp/", "https://faro.example/n", id="amp at the end"),
        pytest.param("https://faro.example/n.html/amp", "https://faro.example/n.html", id="amp behind a file"),
        pytest.param("https://faro.example/amp", "https://faro.example/amp", id="a page named amp"),
        pytest.param("https://faro.example/n?amp=1", "https://faro.example/n", id="amp=1"),
        pytest.param("https://faro.example/n?amp", "https://faro.example/n", id="amp without value"),
        pytest.param("https://faro.example/n?amp=30", "https://faro.example/n?amp=30", id="amp that means amperes"),
        pytest.param("https://faro.example/n?outputType=amp", "https://faro.example/n", id="outputType"),
        pytest.param("https://faro.example/n?outputType=pdf", "https://faro.example/n?outputType=pdf", id="another outputType"),
        pytest.param("https://amp.faro.example/n", "https://faro.example/n", id="amp host"),
        pytest.param("https://www.google.com/amp/s/amp.faro.example/n/amp/", "https://faro.example/n", id="google viewer"),
        pytest.param("https://m.google.com/amp/s/faro.example/n", "https://faro.example/n", id="google viewer, mobile"),
        pytest.param("https://www.google.com.mx//%61mp/s/faro.example/n?p=1", "https://faro.example/n?p=1", id="google viewer, misspelt"),
        pytest.param("https://google.com/amp/s/x.cdn.ampproject.org/c/s/faro.example/n", "https://faro.example/n", id="copy of a copy"),
        pytest.param("https://www.google.com/amp/s/faro", "https://google.com/amp/s/faro", id="google path without a host"),
        pytest.param("https://faro-example.cdn.ampproject.org/c/s/faro.example/n?p=1", "https://faro.example/n?p=1", id="amp cache"),
        pytest.param("https://faro-example.cdn.ampproject.org/v/faro.example/n", "https://faro.example/n", id="amp cache, http"),
        pytest.param("https://m.faro.example/n", "https://faro.example/n", id="m."),
        pytest.param("https://www.movil.faro.com.mx/n", "https://faro.com.mx/n", id="movil."),
        pytest.param("https://mobile.faro.example/n", "https://faro.example/n", id="mobile."),
        pytest.param("https://m.com.mx/n", "https://m.com.mx/n", id="a publisher named m"),
        pytest.param("https://amp.dev/n", "https://amp.dev/n", id="a publisher named amp"),
        pytest.param("http://faro.example:80/n#c", "https://faro.example/n", id="http, port, fragment"),
        pytest.param("https://faro.example//a///b/", "https://faro.example/a/b", id="slashes"),
        pytest.param("https://faro.example/a/index.html", "https://faro.example/a", id="index.html"),
        pytest.param("https://faro.example/a/myindex.html", "https://faro.example/a/myindex.html", id="not an index"),
        pytest.param("https://faro.example/%7Eana/a%c3%b1o%2f1", "https://faro.example/~ana/a%C3%B1o%2F1", id="escapes"),
        pytest.param("https://faro.example/año", "https://faro.example/a%C3%B1o", id="letters"),
        pytest.param("https://faro.example/100%", "https://faro.example/100%25", id="lone percent"),
        pytest.param("https://faro.example/q?s=%F1", "https://faro.example/q?s=%F1", id="latin-1 escape"),
        pytest.param("https://FARO-España.example/n", "https://xn--faro-espaa-19a.example/n", id="idn"),
        pytest.param("https://faro.example./n", "https://faro.example/n", id="dot behind the host"),
        pytest.param("https://faro.example/n;jsessionid=0A1B.x?id=1", "https://faro.example/n?id=1", id="session"),
        pytest.param("https://faro.example/n?a=1&amp;b=2", "https://faro.example/n?a=1&b=2", id="escaped ampersand"),
        pytest.param("https://[2001:db8::1]:8080/n", "https://[2001:db8::1]:8080/n", id="ipv6"),
        pytest.param("https://feeds.proxy.example/~r/faro/~3/xYz/", "https://feeds.proxy.example/~r/faro/~3/xYz", id="feed proxy"),
    ],
)  # fmt: skip
def test_address_is_reduced_to_what_identifies_the_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_copy_of_many_copies_is_refused() -> None:
    with pytest.raises(ValueError, match="copy of copies"):
        canonical_url("https://" + "google.com/amp/s/" * 2_000 + "faro.example/n")


def test_outlet_may_say_which_parameters_name_a_page() -> None:
    url = "https://faro.example/n?nota=7&seccion=mundo&utm_source=x"
    assert canonical_url(url, keep=("nota",)) == "https://faro.example/n?nota=7"
    assert canonical_url(url, drop=("seccion",)) == "https://faro.example/n?nota=7"
    assert canonical_url(url, keep=()) == "https://faro.example/n"


_PIECES = st.sampled_from([
    "/", "//", "amp", "index.html", "index.htm", ".", "..", "%41", "%2f", "%c3", "%C3%B1", "%", "ñ", ";jsessionid=1", "?", "&",
    "=", "+", "#", "utm_source=1", "amp=1", "id=7", "outputType=amp", "&amp;", "m.", "www.", "amp.", "mobile.", "movil.",
    "faro.example", "com.mx", "google.com/amp/s/", "x.cdn.ampproject.org/c/s/", ":", "80", "443", "@", "[", "]", "ß",
])  # fmt: skip
_SHAPED = st.lists(_PIECES | st.text(string.printable, max_size=3), max_size=12).map("".join)


@given(_SHAPED | st.text())
def test_canonical_form_of_a_canonical_form_is_itself(tail: str) -> None:
    for url in (f"https://faro.example/{tail}", f"https://{tail}"):
        try:
            canonical = canonical_url(url)
        except ValueError:
            continue
        assert canonical_url(canonical) == canonical


@given(_SHAPED | st.text(), st.sampled_from(["", "https://", "http://faro.example/", "//", "/", "?"]))
def test_entry_link_is_an_address_or_refused(tail: str, head: str) -> None:
    try:
        link = entry_link(head + tail, BASE)
    except ValueError:
        return
    assert link.lower().startswith(("http://", "https://"))
    assert not any(c.isspace() for c in link)
    assert canonical_url(link)


@pytest.mark.parametrize(
    ("stated", "link"),
    [
        ("https://faro.example/n?a=1#c", "https://faro.example/n?a=1#c"),
        ("\n https://faro.example/n\t ", "https://faro.example/n"),
        ("/n/7", "https://faro.example/n/7"),
        ("n.html", "https://faro.example/rss/n.html"),
        ("//otro.example/n", "https://otro.example/n"),
        ("https://faro.example/una nota", "https://faro.example/una%20nota"),
        ("https://faro.example/año?q=ñ", "https://faro.example/a%C3%B1o?q=%C3%B1"),
        ("https://faro.example/a%C3%B1o", "https://faro.example/a%C3%B1o"),
        ("https://faro.example/100%", "https://faro.example/100%25"),
        ("https://faro.example/n?a=1&amp;b=2", "https://faro.example/n?a=1&b=2"),
        ("https://faro.example/a\u202eb", "https://faro.example/a%E2%80%AEb"),
    ],
)
def test_entry_link_becomes_an_address_that_can_be_asked_for(stated: str, link: str) -> None:
    assert entry_link(stated, BASE) == link


@pytest.mark.parametrize(
    "stated",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@faro.example", "https://", "https:///n", "https://[n/", "", " ",
     "https://faro.example/" + "a" * 8_000, "https://fa ro.example/n", "https://faro.example:99999/n", "https://faro.example:x/n",
     "https://a b@faro.example/n", "https://\U000e0fff.example/n", "https://www.google.com/amp/s/fa ro.example/n"],
)  # fmt: skip
def test_link_that_is_no_address_is_refused(stated: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        entry_link(stated, BASE)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "https://faro.example/2024/presos-de-c%C3%A1rteles_a-ucrania.html?id=7",
            "2024 presos de cárteles a ucrania html id 7",
        ),
        ("https://faro.example/", ""),
        ("https://[faro.example/x", ""),
    ],
)
def test_address_words_are_those_of_path_and_query(url: str, words: str) -> None:
    assert address_words(url) == words
