from dataclasses import replace

import pytest

from narratives.pickup import ledger
from store.model import Frame, ItemLink, LinkKind, Pickup
from tests.narratives.ledger_builders import RUSSIAN_STATE, SEEN, item, row, span

TASS = item("tass", span(0, 1), state=True)
NORTE = replace(item("norte", span(5, 6)), url="https://norte.example/nota/7")
CHANNEL = replace(item("canal", span(5, 6)), url="https://t.me/Canal_Inventado/12")
DOMAINS = {"norte": ("norte.example", "norte-espejo.example")}


def link(target: str, kind: LinkKind = LinkKind.CITATION, words: str | None = None) -> ItemLink:
    return ItemLink(item_id="faro-0", kind=kind, target=target, seen_at=SEEN, fetch_id="f", words=words)


def faro(*links: ItemLink, frame: Frame = Frame.ATTRIBUTES, at: tuple[float, float] = (30, 31)) -> Pickup:
    carried = [TASS, NORTE, CHANNEL, replace(item("faro", span(*at), frame=frame), links=links)]
    return row(ledger("n", carried, RUSSIAN_STATE, domains=DOMAINS), "faro")


@pytest.mark.parametrize(
    "target",
    [
        "https://norte.example/nota/7",
        "http://www.norte.example/nota/7/?utm_source=x#parte",
        "https://amp.norte.example/nota/7",
        "https://norte.example/nota/7/amp",
        "https://norte-espejo.example/nota/7",
    ],
    ids=["to the letter", "tracking", "phone", "amp", "mirror"],
)
def test_link_to_an_earlier_carriers_item_is_its_source(target: str) -> None:
    told = faro(link(target, words="el Norte"))
    assert told.via_item_id == "norte-0"
    assert (told.via[0].score, told.via[0].evidence) == (0.8, f"links to it: {target} ('el Norte')")


@pytest.mark.parametrize(
    ("links", "frame", "at"),
    [
        pytest.param(
            (link("https://norte.example/nota/7", LinkKind.FURTHER),), Frame.ATTRIBUTES, (30, 31), id="lea también"
        ),
        pytest.param((link("https://norte.example/nota/7"),), Frame.FACT_CHECK, (30, 31), id="a fact-check"),
        pytest.param((link("https://norte.example/nota/7"),), Frame.ATTRIBUTES, (1, 2), id="to a later item"),
        pytest.param((link("https://faro.example/0"),), Frame.ATTRIBUTES, (30, 31), id="to itself"),
        pytest.param((link("https://norte.example/"),), Frame.ATTRIBUTES, (30, 31), id="to the front page"),
        pytest.param((link("https://norte.example/nota/8"),), Frame.ATTRIBUTES, (30, 31), id="to another item"),
        pytest.param((link("https://otro.example/nota/7"),), Frame.ATTRIBUTES, (30, 31), id="the same path elsewhere"),
        pytest.param(
            (link("https://norte.example/nota/7", LinkKind.ARCHIVE),), Frame.ATTRIBUTES, (30, 31), id="a copy"
        ),
        pytest.param((link("https://t.me/canal_inventado/13"),), Frame.ATTRIBUTES, (30, 31), id="another post"),
        pytest.param((link("https://[norte.example/nota/7"),), Frame.ATTRIBUTES, (30, 31), id="no address"),
    ],
)
def test_other_links_are_no_route(links: tuple[ItemLink, ...], frame: Frame, at: tuple[float, float]) -> None:
    assert faro(*links, frame=frame, at=at).via == ()


@pytest.mark.parametrize(
    ("target", "score", "said"),
    [
        ("https://t.me/canal_inventado/12", 0.95, "forwards it"),
        ("https://t.me/canal_inventado/13", 0.7, "forwards a post of its channel"),
        ("Canal", 0.7, "forwards a post of its channel"),
    ],
    ids=["the post", "another post of the channel", "a name without an address"],
)
def test_forwarded_post_names_whom_it_forwards(target: str, score: float, said: str) -> None:
    told = faro(link(target, LinkKind.FORWARD))
    assert (told.via_item_id, told.via[0].score) == ("canal-0", score)
    assert told.via[0].evidence == f"{said}: {target}"


def test_link_and_forward_to_two_outlets_leave_the_stronger_if_it_leads_enough() -> None:
    told = faro(link("https://norte.example/nota/7"), link("https://t.me/canal_inventado/12", LinkKind.FORWARD))
    assert told.via_item_id == "canal-0"
    assert [via.item_id for via in told.via] == ["canal-0", "norte-0"]
