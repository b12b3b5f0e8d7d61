from datetime import timedelta

import pytest

from narratives.fingerprint import print_of
from narratives.reusing import find_reuse, stored_grams
from store.database import Database
from store.fingerprints import add_fingerprints, imported_prints, mark_paraphrases, phrases_seen, unread_texts
from store.reuse import candidates, replace_reuse
from tests.builders import NOW, silent
from tests.gate.reuse import store

TEXT = " ".join(f"palabra{number}" for number in range(120))
OTHER = " ".join(f"otra{number}" for number in range(120))
WINDOW = timedelta(days=14)


def pairs(database: Database, item_id: str) -> list[str]:
    return [pair.other_id for pair in candidates(database, [item_id], window=WINDOW).pairs]


def keep(database: Database, texts: dict[str, tuple[str, str]], *, days: int = 0) -> None:
    store(database, texts, NOW + timedelta(days=days))
    unread = unread_texts(database, limit=1_000)
    add_fingerprints(
        database,
        [stored_grams(item.item_id, print_of(item.text or "")) for item in unread],
        {item.item_id: item.version_id for item in unread},
    )
    replace_reuse(database, list(texts), [], {})


def test_pair_shares_grams_in_two_outlets_within_the_window(database: Database) -> None:
    keep(database, {"a": ("faro", TEXT), "b": ("norte", TEXT), "c": ("faro", TEXT), "d": ("sur", OTHER)})
    keep(database, {"late": ("oeste", TEXT)}, days=15)
    assert pairs(database, "a") == ["b"]


@pytest.mark.parametrize(("copies", "expected"), [(2, ["a0", "a1"]), (3, [])], ids=["an update", "boilerplate"])
def test_what_stands_in_three_items_of_one_outlet_is_boilerplate(
    database: Database, copies: int, expected: list[str]
) -> None:
    keep(database, {f"a{number}": ("faro", TEXT) for number in range(copies)} | {"b": ("norte", TEXT)})
    assert pairs(database, "b") == expected


def test_new_wording_replaces_the_old_grams_and_nothing_is_read_twice(database: Database) -> None:
    keep(database, {"a": ("faro", TEXT), "b": ("norte", TEXT)})
    assert unread_texts(database, limit=1_000) == []
    keep(database, {"a": ("faro", OTHER)})
    assert pairs(database, "a") == []


def test_pairs_are_kept_once_with_the_earlier_first_and_said_to_be_republished(database: Database) -> None:
    store(database, {"a": ("faro", TEXT)}, NOW)
    store(database, {"b": ("norte", f"{OTHER[:200]} {TEXT}")}, NOW + timedelta(hours=3))
    first = find_reuse(database, [], progress=silent)
    again = find_reuse(database, [], progress=silent)
    assert ((first.read, first.compared, first.pairs), (again.read, again.compared)) == ((2, 2, 1), (0, 0))
    row = database.rows("select * from reuse")[0]
    assert (row["earlier_item_id"], row["later_item_id"], row["relation"], row["directed"]) == (
        "a",
        "b",
        "copies",
        True,
    )
    assert (row["shared_words"], round(row["containment_earlier"], 2)) == (120, 0.99)
    assert row["passages"][0]["text"].startswith("palabra0 palabra1")


def test_paraphrases_are_never_read_and_hold_no_phrases(database: Database) -> None:
    mark_paraphrases(database, {"a"})
    store(database, {"a": ("faro", TEXT)}, NOW)
    assert unread_texts(database, limit=1_000) == []
    assert phrases_seen(database) == {"a": frozenset()}
    assert imported_prints(database, ["a"]) == {}


def test_order_gives_way_when_a_feed_is_found_to_date_in_batches(database: Database) -> None:
    store(database, {"a": ("faro", TEXT)}, NOW)
    store(database, {"b": ("norte", TEXT)}, NOW + timedelta(hours=3))
    find_reuse(database, [], progress=silent)
    assert database.rows("select order_certain, directed from reuse") == [{"order_certain": True, "directed": True}]
    database.execute("update item set feed_id = 'norte-feed' where item_id = 'b'")
    database.execute("insert into feed_stamp values ('norte-feed', 'batch', $now, 50, 0.9, 24, 1)", {"now": NOW})
    assert database.rows("select order_certain, directed from reuse") == [{"order_certain": False, "directed": False}]
    database.execute("delete from fingerprinted")
    find_reuse(database, [], progress=silent)
    assert database.rows("select directed from reuse_pair") == [{"directed": False}]
