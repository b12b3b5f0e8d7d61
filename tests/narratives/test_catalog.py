from pathlib import Path

import pytest

from narratives.catalog import find_faults, load_narrative, load_narratives, template
from store.errors import ConfigError
from tests.builders import ROOT

GOOD = """
[title]
es = "Uno"
en = "One"
[short]
es = "uno"
en = "one"
[claim]
es = "A hace B"
en = "A does B"
[concept]
es = [["a*"], ["b", "c ~3 d"]]
"""


def refused(tmp_path: Path, text: str, name: str = "one.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_narratives(tmp_path)
    assert name in str(caught.value)
    return str(caught.value)


def test_the_bundled_narratives_are_good_and_have_the_contracts_ids() -> None:
    found = load_narratives(ROOT / "data" / "narratives")
    assert [n.narrative_id for n in found] == [
        "cartel-killers",
        "cartel-recruits",
        "russian-spies",
        "weapons-to-cartels",
    ]
    for narrative in found:
        assert set(narrative.claims) >= {"es", "en", "ru"}
        assert narrative.neighbours
        assert narrative.sources


def test_template_is_itself_a_good_narrative(tmp_path: Path) -> None:
    path = tmp_path / "brand-new.toml"
    path.write_text(template("brand-new"), encoding="utf-8")
    assert load_narrative(path).narrative_id == "brand-new"


def test_hash_changes_with_the_definition_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text(GOOD, encoding="utf-8")
    first = load_narrative(path).definition_hash
    path.write_text("# a comment\n" + GOOD, encoding="utf-8")
    assert load_narrative(path).definition_hash == first
    path.write_text(GOOD.replace("A does B", "A did B"), encoding="utf-8")
    assert load_narrative(path).definition_hash != first


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('en = "One"', "", "title: expected a text in es, en; missing: en"),
        (
            'en = "one"',
            'en = "a label that is much too long for a chart"',
            "short.en: expected at most 28 characters, got 41",
        ),
        ('[["a*"], ["b", "c ~3 d"]]', "[]", "concept.es: expected a list of groups"),
        ('[["a*"], ["b", "c ~3 d"]]', '[["*"]]', "concept.es: '*': expected a word"),
        ('[["a*"], ["b", "c ~3 d"]]', '[["a ~1 b ~2 c"]]', "expected one `~n`"),
        ("[concept]\nes", "[concept]\nen", "concept.es: expected the concept query in Spanish"),
        ("[concept]\nes", "[concept]\nspanish", "concept.spanish: expected a two-letter language code"),
        ("[title]", "titel = 1\n[title]", "titel: unknown key"),
        ("[title]", "since = 'May'\n[title]", "since: expected a date"),
        ("[title]", "since = 2024-05-01\nuntil = 2024-04-01\n[title]", "until: expected a day after since"),
        ("[title]", "accused = 'one'\n[title]", "accused: expected a list of texts"),
        ("[title]", "[origin]\nkinds = ['blog']\n[title]", "origin.kinds: expected any of"),
        (
            "[title]",
            "[[source]]\ntitle = 'x'\nkind = 'source'\nurl = 'javascript:x'\n[title]",
            "source[0].url: expected an http",
        ),
        ("[title]", "[[neighbour]]\nlabel = 'x'\n[title]", "neighbour[0].descriptions: expected an id"),
        (
            "[title]",
            "[[neighbour]]\nid = 'nobody'\n[title]",
            "neighbour.id: expected the id of another file, got 'nobody'",
        ),
        ("[title]", "[title", "expected TOML"),
    ],
)
def test_bad_file_is_refused_by_file_key_and_expectation(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert complaint in refused(tmp_path, GOOD.replace(old, new))


def test_file_name_must_be_an_id(tmp_path: Path) -> None:
    assert "joined by hyphens" in refused(tmp_path, GOOD, "Not An Id.toml")


def test_every_bad_file_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "one.toml").write_text(GOOD.replace('en = "One"', ""), encoding="utf-8")
    (tmp_path / "two.toml").write_text("[title", encoding="utf-8")
    assert [Path(fault.file).name for fault in find_faults(tmp_path)] == ["one.toml", "two.toml"]


def test_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="narratives new"):
        load_narratives(tmp_path)
