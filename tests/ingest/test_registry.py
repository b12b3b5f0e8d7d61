import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.doubts import find_doubts
from ingest.registry import Registry, find_faults, folded, load_registry
from store.errors import ConfigError
from store.model import Kind, Outlet

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "data" / "outlets.toml"
Load = Callable[[str], Registry]


def outlet(outlet_id: str = "el-universal", extra: str = "", **cells: str) -> str:
    """One outlet's TOML: the least that is accepted, changed by `cells` (raw TOML; "" leaves a key out)."""
    least = {
        "id": f'"{outlet_id}"',
        "name": f'"Name of {outlet_id}"',
        "kind": '"national"',
        "country": '"MX"',
        "label_source": '"a list"',
        "label_date": "2026-11-23",
    }
    lines = [f"{key} = {value}" for key, value in (least | cells).items() if value]
    return "\n".join(["[[outlet]]", *lines, extra, ""])


def feed(**cells: str) -> str:
    """One feed's TOML, to go behind its outlet."""
    least = {
        "url": '"https://e.mx/rss"',
        "kind": '"rss"',
        "status": '"unconfirmed"',
        "source": '"a list"',
    }
    lines = [f"{key} = {value}" for key, value in (least | cells).items() if value]
    return "\n".join(["[[outlet.feeds]]", *lines, ""])


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(text: str) -> Registry:
        path = tmp_path / "outlets.toml"
        path.write_text(text, encoding="utf-8")
        return load_registry(path)

    return loaded


@pytest.fixture(scope="module")
def bundled() -> Registry:
    return load_registry(BUNDLED)


def id_of(found: Outlet | None) -> str | None:
    return found.outlet_id if found else None


# --- reading


def test_an_outlet_keeps_what_the_file_says(load: Load) -> None:
    text = outlet(
        zone='"America/Tijuana"',
        city='"Tijuana"',
        language='"es"',
        owner='"A"',
        domains='["e.mx"]',
        home='"https://e.mx"',
    )
    (only,) = load(text).outlets
    assert (only.outlet_id, only.kind, only.country) == ("el-universal", Kind.NATIONAL, "MX")
    assert (only.zones, only.zone_basis) == (("America/Tijuana",), "registry")
    assert (only.city, only.language, only.owner, only.home) == ("Tijuana", "es", "A", "https://e.mx")
    assert only.domains == ("e.mx",)
    assert only.label_source == "a list, read 2026-11-23"


def test_without_a_zone_the_country_decides_and_says_so(load: Load) -> None:
    (mexican,) = load(outlet()).outlets
    (nowhere,) = load(outlet(country='"unknown"')).outlets
    assert (mexican.zones, mexican.zone_basis) == (("America/Mexico_City",), "country")
    assert nowhere.zone_basis == "unknown"


def test_a_feed_keeps_its_probe_in_the_note(load: Load) -> None:
    text = outlet() + feed(
        status='"confirmed"', probed='"2026-02-12: answered as XML"', since="2019-05-01", note='"10 items"'
    )
    (only,) = load(text).feeds
    assert (only.outlet_id, only.kind, only.status) == ("el-universal", "rss", "confirmed")
    assert only.since == date(2019, 5, 1)
    assert only.note == "probed 2026-02-12: answered as XML; 10 items"


def test_address_rules_of_an_outlet_are_read(load: Load) -> None:
    text = (
        outlet("a", '[outlet.url]\nkeep = ["nota"]\ndrop = ["seccion"]')
        + outlet("b")
        + outlet("c", url="{ keep = [] }")
    )
    rules = [(one.url_keep, one.url_drop) for one in load(text).outlets]
    assert rules == [(("nota",), ("seccion",)), (None, ()), ((), ())]


def test_feed_ids_survive_reordering(load: Load) -> None:
    feeds = [feed(url=f'"https://e.mx/{name}"') for name in "abc"]
    forward = {f.url: f.feed_id for f in load(outlet() + "".join(feeds)).feeds}
    backward = {f.url: f.feed_id for f in load(outlet() + "".join(reversed(feeds))).feeds}
    assert forward == backward
    assert len(set(forward.values())) == 3


def test_an_empty_file_is_an_empty_registry(load: Load) -> None:
    assert load("").outlets == ()


# --- refusing

OUTLET_REFUSALS = {
    "zone that is not IANA": (
        outlet(zone='"Mexico"'),
        "zone",
        "expected an IANA zone such as America/Mexico_City, got 'Mexico'",
    ),
    "unknown key": (outlet(contry='"MX"'), "contry", "not a key we know"),
    "kind that is not ours": (outlet(kind='"newspaper"'), "kind", "expected one of state_media, diplomatic"),
    "country in small letters": (outlet(country='"mx"'), "country", "two capital letters"),
    "country in words": (outlet(country='"Mexico"'), "country", "two capital letters"),
    "missing name": (outlet(name=""), "name", "the key is missing"),
    "missing label_source": (outlet(label_source=""), "label_source", "the key is missing"),
    "owner without label_source": (
        outlet(label_source="", owner='"A"'),
        "label_source",
        "the key is missing",
    ),
    "missing label_date": (outlet(label_date=""), "label_date", "expected a date such as 2026-11-23"),
    "label_date in quotes": (outlet(label_date='"2026-11-23"'), "label_date", "without quotes"),
    "label_date with an hour": (outlet(label_date="2026-11-23T10:00:00Z"), "label_date", "expected a date"),
    "number as a name": (outlet(name="24"), "name", "one line of text"),
    "empty name": (outlet(name='""'), "name", "one line of text"),
    "blanks around a name": (outlet(name='" El Universal"'), "name", "one line of text"),
    "two lines in a name": (outlet(name='"El\\nUniversal"'), "name", "one line of text"),
    "language in words": (outlet(language='"Spanish"'), "language", "two small letters"),
    "home without scheme": (outlet(home='"e.mx"'), "home", "expected an http(s) address"),
    "home with a broken host": (outlet(home='"https://[e.mx"'), "home", "expected an http(s) address"),
    "domains that are no list": (outlet(domains='"e.mx"'), "domains", "expected a list of texts"),
    "domain with scheme": (outlet(domains='["https://e.mx"]'), "domains", "a host such as milenio.com"),
    "domain with www": (outlet(domains='["www.e.mx"]'), "domains", "without www."),
    "domain in capitals": (outlet(domains='["E.mx"]'), "domains", "lower case"),
    "number among domains": (outlet(domains="[1]"), "domains", "one line of text"),
    "section without path": (outlet(sections='["oem.com.mx"]'), "sections", "host/path"),
    "alias without letters": (outlet(aliases='["..."]'), "aliases", "expected names"),
    "domain twice": (
        outlet(domains='["e.mx", "e.mx"]'),
        "domains",
        'already belongs to outlet "el-universal"',
    ),
    "address rules that are no table": (outlet(url='"keep"'), "url", "expected a table of keys"),
    "address rule that is none": (outlet(url="{ kep = [] }"), "url.kep", "not a key we know"),
    "parameters that are no list": (outlet(url='{ keep = "id" }'), "url.keep", "expected a list of texts"),
    "parameter with its value": (outlet(url='{ drop = ["a=1"] }'), "url.drop", "the name of a query parameter"),
    "parameter kept and dropped": (outlet(url='{ keep = ["a", "b"], drop = ["b"] }'), "url.drop", "keep does not name"),
    "feeds that are no tables": (
        outlet(feeds='["https://e.mx/rss"]'),
        "feeds",
        "expected tables headed [[feeds]]",
    ),
}

FEED_REFUSALS = {
    "unknown key": (feed(staus='"dead"'), "staus", "not a key we know"),
    "status that is not ours": (
        feed(status='"ok"'),
        "status",
        "expected one of confirmed, unconfirmed, dead, got 'ok'",
    ),
    "kind that is not ours": (feed(kind='"html"'), "kind", "expected one of rss, atom"),
    "ftp address": (feed(url='"ftp://e.mx/rss"'), "url", "expected an http(s) address"),
    "blank in the address": (feed(url='"https://e.mx/a b"'), "url", "expected an http(s) address"),
    "missing source": (feed(source=""), "source", "the key is missing"),
    "confirmed without a probe": (feed(status='"confirmed"'), "probed", "that makes it confirmed"),
    "dead without a probe": (feed(status='"dead"'), "probed", "that makes it dead"),
    "template in a plain feed": (feed(url='"https://e.mx/{YYYYMM}"'), "url", "only in an archive_sitemap"),
    "braces that are no date": (
        feed(url='"https://e.mx/{page}"', kind='"archive_sitemap"'),
        "url",
        "expected {YYYY-MM-DD}",
    ),
}


@pytest.mark.parametrize(("text", "key", "expected"), OUTLET_REFUSALS.values(), ids=OUTLET_REFUSALS)
def test_an_outlet_is_refused_for(load: Load, text: str, key: str, expected: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load(text)
    assert refusal.value.key == f'outlet "el-universal".{key}'
    assert expected in refusal.value.expected


@pytest.mark.parametrize(("text", "key", "expected"), FEED_REFUSALS.values(), ids=FEED_REFUSALS)
def test_a_feed_is_refused_for(load: Load, text: str, key: str, expected: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load(outlet() + feed(url='"https://e.mx/first"') + text)
    assert refusal.value.key == f'outlet "el-universal".feeds 2.{key}'
    assert expected in refusal.value.expected


def test_an_id_that_is_no_slug_is_refused_by_number(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"outlet 2\.id: expected a slug .* got 'El Universal'"):
        load(outlet("milenio") + outlet("El Universal"))


def test_an_outlet_without_id_is_refused_by_number(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"outlet 1\.id: expected text, but the key is missing"):
        load(outlet(id=""))


def test_two_outlets_with_one_id_are_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match="id: expected each once, got 'milenio' 2 times"):
        load(outlet("milenio") + outlet("milenio"))


def test_one_domain_for_two_outlets_is_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"""outlet "b"\.domains: 'e\.mx' already belongs to outlet "a\""""):
        load(outlet("a", domains='["e.mx"]') + outlet("b", domains='["e.mx"]'))


def test_one_section_for_two_outlets_is_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match=r'outlet "b"\.sections'):
        load(outlet("a", sections='["e.mx/a"]') + outlet("b", sections='["e.mx/a"]'))


def test_one_feed_under_two_outlets_is_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.url: expected each once, got 'https://e\.mx/rss' 2 times"):
        load(outlet("a") + feed() + outlet("b") + feed())


def test_every_fault_of_a_file_is_found_each_once(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(
        outlet("a", kind='"paper"', country='"mx"', name="", domains='["E.mx", 1, "e.mx"]', sections='"x"')
        + feed(status='"ok"', source="")
        + outlet("a", contry='"MX"', domains='["e.mx"]', label_date='"today"')
        + feed(url='"ftp://e.mx"', status='"dead"'),
        encoding="utf-8",
    )
    assert sorted((fault.key, fault.expected.split()[-1]) for fault in find_faults(path)) == sorted([
        ("id", "times"), ('outlet "a".kind', "'paper'"), ('outlet "a".country', "'mx'"), ('outlet "a".name', "missing"),
        ('outlet "a".domains', "'E.mx'"), ('outlet "a".domains', "1"), ('outlet "a".sections', "'x'"),
        ('outlet "a".feeds 1.status', "'ok'"), ('outlet "a".feeds 1.source', "missing"),
        ('outlet "a".contry', "zone"), ('outlet "a".domains', '"a"'), ('outlet "a".label_date', "'today'"),
        ('outlet "a".feeds 1.url', "'ftp://e.mx'"), ('outlet "a".feeds 1.probed', "dead"),
    ])  # fmt: skip
    assert {fault.file for fault in find_faults(path)} == {str(path)}


def test_a_file_that_is_no_toml_has_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text("[[outlet\n", encoding="utf-8")
    assert [fault.key for fault in find_faults(path)] == ["line 1"]


def test_a_good_file_has_no_fault() -> None:
    assert find_faults(BUNDLED) == []


# --- doubting


def test_an_outlet_without_feed_is_doubted(load: Load) -> None:
    doubts = find_doubts(load(outlet("a") + outlet("b") + feed()), today=date(2026, 11, 23))
    assert doubts == ['outlet "a": has no feed, so nothing of it is collected']


def test_a_home_that_leads_elsewhere_is_doubted(load: Load) -> None:
    registry = load(
        outlet("a", home='"https://www.a.mx/"', domains='["a.mx"]')
        + feed(url='"https://a.mx/rss"')
        + outlet("b", home='"https://b.mx"')
        + feed(url='"https://b.mx/rss"')
        + outlet("c", home='"https://a.mx/c"')
        + feed(url='"https://c.mx/rss"')
    )
    assert find_doubts(registry, today=date(2026, 11, 23)) == [
        'outlet "b".home: b.mx is in no `domains` or `sections`',
        'outlet "c".home: a.mx leads to outlet "a"',
    ]


def test_a_feed_at_another_outlets_host_is_doubted_and_a_feed_at_nobodys_is_not(load: Load) -> None:
    registry = load(
        outlet("a", domains='["a.mx"]')
        + feed(url='"https://feeds.example/a"')
        + outlet("b")
        + feed(url='"https://rss.a.mx/b"')
    )
    assert find_doubts(registry, today=date(2026, 11, 23)) == [
        'outlet "b".feeds: https://rss.a.mx/b lies at outlet "a"'
    ]


def test_labels_are_doubted_after_two_years_and_not_before(load: Load) -> None:
    registry = load(
        outlet("a", label_date="2024-11-22")
        + feed()
        + outlet("b", label_date="2024-11-25")
        + feed(url='"https://e.mx/b"')
    )
    assert find_doubts(registry, today=date(2026, 11, 23)) == [
        'outlet "a".label_date: 2024-11-22 is more than two years ago'
    ]


def test_an_unknown_key_at_the_top_is_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match="outlets: not a key we know"):
        load('[[outlets]]\nid = "a"\n')


def test_shared_domains_are_checked(load: Load) -> None:
    with pytest.raises(ConfigError, match="shared_domains: expected a host"):
        load('shared_domains = ["https://rt.com"]\n')


def test_broken_toml_is_refused_by_line(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"outlets\.toml: line 3: not TOML"):
        load('[[outlet]]\nid = "a"\nname = El Universal\n')


def test_toml_that_stops_in_the_middle_is_refused_by_line(load: Load) -> None:
    with pytest.raises(ConfigError, match="line 2: not TOML"):
        load('[[outlet]]\ndomains = ["a.mx",')


def test_a_file_that_is_not_utf8_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_bytes('[[outlet]]\nname = "La Razón"\n'.encode("latin-1"))
    with pytest.raises(ConfigError, match="line 2: expected UTF-8"):
        load_registry(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_registry(tmp_path / "none.toml")


# --- finding


@pytest.fixture
def small(load: Load) -> Registry:
    return load(
        'shared_domains = ["rt.com", "news-pravda.com"]\n'
        + outlet("razon", name='"La Razón"', aliases='["La Razón de México"]', domains='["razon.com.mx"]')
        + outlet("rt-es", domains='["actualidad.rt.com"]')
        + outlet("rt-en", domains='["rt.com"]')
        + outlet("pravda-en", domains='["news-pravda.com"]')
        + outlet("infobae", domains='["infobae.com"]')
        + outlet("infobae-mexico", sections='["infobae.com/mexico"]')
        + outlet("diario-a", name='"El Diario"', domains='["diario.mx"]')
        + outlet("diario-b", name='"El Diario"', domains='["eldiario.mx"]')
    )


@pytest.mark.parametrize("name", ["La Razón", "LA RAZON", "la razón de méxico", "La-Razón!", "razon", " La  Razon "])
def test_names_are_found_without_accents_case_and_punctuation(small: Registry, name: str) -> None:
    assert id_of(small.named(name)) == "razon"


def test_an_unambiguous_name_beats_the_domain(small: Registry) -> None:
    assert id_of(small.named("La Razón") or small.at("https://infobae.com/x")) == "razon"


def test_an_ambiguous_name_leaves_it_to_the_domain(small: Registry) -> None:
    assert id_of(small.named("El Diario") or small.at("https://eldiario.mx/x")) == "diario-b"
    assert small.named("El Diario") is None


def test_an_alias_that_is_another_outlets_name_belongs_to_neither(load: Load) -> None:
    both = load(outlet("a", name='"Gaceta"') + outlet("b", aliases='["gaceta"]'))
    assert both.named("Gaceta") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://razon.com.mx/mundo/1", "razon"),
        ("http://WWW.Razon.com.mx:80/mundo/1", "razon"),
        ("https://amp.razon.com.mx/1", "razon"),
        ("razon.com.mx", "razon"),
        ("razon.com.mx.", "razon"),
        ("https://actualidad.rt.com/x", "rt-es"),
        ("https://www.rt.com/news/", "rt-en"),
        ("https://deutsch.rt.com/x", None),
        ("https://start.com/x", None),
        ("https://rt.com.example.org/x", None),
        ("https://example.org/rt.com", None),
        ("https://news-pravda.com/world/1", "pravda-en"),
        ("https://deutsch.news-pravda.com/world/1", None),
        ("https://infobae.com/colombia/1", "infobae"),
        ("https://www.infobae.com/mexico/2025/08/11/x", "infobae-mexico"),
        ("https://www.infobae.com/Mexico", "infobae-mexico"),
        ("https://www.infobae.com/mexicanos/x", "infobae"),
        ("https://[broken/x", None),
        ("not an address", None),
        ("", None),
    ],
)
def test_the_longest_registered_address_wins(small: Registry, url: str, expected: str | None) -> None:
    assert id_of(small.at(url)) == expected


@pytest.mark.parametrize("name", ["", "???", "¡!"])
def test_a_name_without_letters_finds_nobody(small: Registry, name: str) -> None:
    assert small.named(name) is None


def test_folding_keeps_other_scripts_apart() -> None:
    assert folded("ТАСС") == "тасс"
    assert folded("TASS") == "tass"
    assert folded("Página/12") == "pagina12"


# --- the bundled file


def test_the_bundled_file_covers_what_the_case_needs(bundled: Registry) -> None:
    kinds = Counter((o.kind, o.country) for o in bundled.outlets)
    assert sum(n for (_, country), n in kinds.items() if country == "MX") >= 40
    assert kinds[Kind.NATIONAL, "MX"] >= 15
    assert kinds[Kind.STATE_MEDIA, "RU"] >= 4
    for kind in (Kind.DIPLOMATIC, Kind.WIRE, Kind.FACT_CHECKER, Kind.REGIONAL, Kind.DIGITAL, Kind.US):
        assert any(o.kind is kind for o in bundled.outlets)


def test_the_bundled_file_holds_what_was_surveyed_by_kind_and_country(bundled: Registry) -> None:
    mexican = Counter(o.kind for o in bundled.outlets if o.country == "MX")
    assert mexican == {"regional": 155, "digital": 48, "national": 23, "diplomatic": 2, "fact_checker": 2, "wire": 1}
    assert Counter(o.kind for o in bundled.outlets if o.country == "RU") == {
        "state_media": 8,
        "diplomatic": 3,
        "other": 5,
        "wire": 1,
    }
    assert Counter(o.kind for o in bundled.outlets) == {
        "regional": 155, "digital": 48, "national": 23, "state_media": 15, "other": 13, "fact_checker": 10, "wire": 7,
        "diplomatic": 5, "us": 4,
    }  # fmt: skip
    assert Counter(f.status for f in bundled.feeds) == {"unconfirmed": 219, "confirmed": 139, "dead": 26}


def test_every_bundled_label_has_a_source_and_a_date_that_is_not_to_come(bundled: Registry) -> None:
    assert set(bundled.label_dates) == {o.outlet_id for o in bundled.outlets}
    assert all(date(2024, 1, 1) < day <= date(2026, 11, 23) for day in bundled.label_dates.values())
    assert all(
        o.label_source.removesuffix(f", read {bundled.label_dates[o.outlet_id]}").strip() for o in bundled.outlets
    )


def test_russian_state_media_in_spanish_have_feeds(bundled: Registry) -> None:
    spanish = {
        o.outlet_id for o in bundled.outlets if (o.kind, o.country, o.language) == (Kind.STATE_MEDIA, "RU", "es")
    }
    assert {"rt-es", "sputnik-mundo"} <= spanish
    assert spanish <= {f.outlet_id for f in bundled.feeds}


def test_every_bundled_label_names_its_source(bundled: Registry) -> None:
    assert all(o.label_source.strip() for o in bundled.outlets)
    owned = [o for o in bundled.outlets if o.owner]
    assert owned
    assert not [o.outlet_id for o in owned if o.label_source.startswith("public list, not named, read")]


def test_no_bundled_word_judges_and_no_machine_shows(bundled: Registry) -> None:
    text = BUNDLED.read_text(encoding="utf-8").casefold()
    for word in ("propaganda", "kremlin", "hobby", "disinfo", "file:"):
        assert word not in text
    sources = [f.source for f in bundled.feeds] + [o.label_source for o in bundled.outlets]
    assert not [source for source in sources if source.startswith("/")]
    assert all(o.domains or o.home or o.zones for o in bundled.outlets)


def test_bundled_border_and_coast_outlets_have_their_own_zone(bundled: Registry) -> None:
    zones = {o.outlet_id: o.zones for o in bundled.outlets}
    assert zones["zeta-tijuana"] == ("America/Tijuana",)
    assert zones["tribuna-de-sonora"] == ("America/Hermosillo",)
    assert zones["noticaribe"] == ("America/Cancun",)
    assert zones["debate"] == ("America/Mazatlan",)
    assert zones["el-bravo"] == ("America/Matamoros",)
    assert zones["tass"] == ("Europe/Moscow",)


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("TASS", "https://tass.com/politics/1772681", "tass"),
        ("ТАСС", "https://tass.ru/politika/25956221", "tass"),
        ("La Razón de México", "https://razon.com.mx/mundo/2024/04/10/", "razon"),
        ("RT en Español", "https://actualidad.rt.com/actualidad/509702", "rt-es"),
        ("anything", "https://esrt.press/actualidad/1", "rt-es"),
        ("anything", "https://t.me/s/SputnikMundo/123", "sputnik-mundo"),
        ("Noticias LATAM (espejo de Sputnik)", "https://noticiaslatam.lat/20240807/x", "sputnik-mundo"),
        ("Ministerio de Exteriores de Rusia", "https://mid.ru/es/maps/mx/1449269/", "russian-mfa"),
        ("anything", "https://mexico.mid.ru/x", "russian-embassy-mexico"),
        ("anything", "https://spain.mid.ru/x", None),
        ("Pravda DE (deutsch.news-pravda.com)", "https://deutsch.news-pravda.com/world/1", None),
        ("El Sol de México", "https://oem.com.mx/elsoldemexico/x", "el-sol-de-mexico"),
        ("anything", "https://oem.com.mx/elheraldodetabasco/x", "el-heraldo-de-tabasco"),
        ("Infobae México", "https://infobae.com/mexico/2024/03/17/x", "infobae-mexico"),
        ("Infobae Colombia", "https://infobae.com/colombia/2024/04/09/x", "infobae"),
        ("Cimacnoticias", "https://cimacnoticias.com.mx/2024/02/09/x", "cimac-noticias"),
        ("La Razón (España)", "https://www.larazon.es/x", None),
        ("El País (Cali)", "https://elpais.com.co/x", None),
        ("Publimetro Colombia", "https://www.publimetro.co/x", None),
        ("RT Brasil", "https://rtbrasil.com/x", None),
    ],
)
def test_spellings_and_hosts_of_the_case(bundled: Registry, name: str, url: str, expected: str | None) -> None:
    assert id_of(bundled.named(name) or bundled.at(url)) == expected


def test_a_case_outlet_found_by_address_is_also_found_by_name(bundled: Registry) -> None:
    """Except where the case's name is an edition or a section that the registry does not list apart."""
    with (ROOT / "data" / "cases" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    apart = {r["outlet"] for r in rows if bundled.at(r["url"]) and not bundled.named(r["outlet"])}
    assert apart == {"Infobae Colombia"}
    moved = {r["outlet"] for r in rows if (o := bundled.named(r["outlet"])) and bundled.at(r["url"]) != o}
    assert moved == set()
