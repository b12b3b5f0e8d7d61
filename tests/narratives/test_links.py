import pytest

from narratives.cites import cites
from narratives.fold import fold
from narratives.links import is_of, linked_hosts
from tests.narratives.test_route import item


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Publicado en https://www.faro.example/nota/1?a=b", ("faro.example",)),
        ("Con datos de espejo.faro.example.", ("espejo.faro.example",)),
        ("Lea también: faro.example/otra", ()),
        ("Te puede interesar faro.example", ()),
        ("Notas relacionadas\nfaro.example dijo", ("faro.example",)),
        ("Читайте также: faro.example", ()),
        ("escriba a redaccion@faro.example", ()),
        ("fin de la frase.Otra", ("frase.otra",)),
        ("a las 8.30 h, 1.5 millones", ()),
    ],
    ids=["address", "mirror", "read also", "may interest", "only its own line", "in Russian", "mail", "a typing error",
         "numbers"],
)  # fmt: skip
def test_hosts_that_a_text_names_as_its_sources(text: str, hosts: tuple[str, ...]) -> None:
    assert linked_hosts(fold(text).text) == hosts


def test_host_lies_under_its_domain_and_not_beside_it() -> None:
    assert is_of("espejo.faro.example", {"faro.example"})
    assert not is_of("otrofaro.example", {"faro.example"})


def test_recommended_reading_names_no_source() -> None:
    text = "El gobierno lo niega.\nLea también: según RT en Español, habrá más\nCon información de EFE"
    assert [cite.source for cite in cites(item(text))] == ["efe"]
