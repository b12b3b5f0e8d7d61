from store.database import Database
from store.items import add_items
from tests.builders import NOW
from tests.holds.builders import invented

ITEMS = [invented(0, place, "fetch", now=NOW) for place in range(30)]
CHANGED = [invented(0, place, "fetch", now=NOW, title=f"Otra nota inventada {place}") for place in (3, 17)]


def test_items_of_the_same_transaction_are_known_again(database: Database) -> None:
    with database.transaction():
        add_items(database, ITEMS)
        again = add_items(database, [*ITEMS, *CHANGED])
    assert (again.new, again.seen) == ((), len(ITEMS))
    assert set(again.changed) == {one.item_id for one in CHANGED}


def test_items_are_known_beside_others_of_the_same_and_of_earlier_transactions(database: Database) -> None:
    with database.transaction():
        add_items(database, ITEMS[:10])
    database.execute("checkpoint")
    with database.transaction():
        add_items(database, ITEMS[10:20])
        again = add_items(database, ITEMS)
    assert set(again.new) == {one.item_id for one in ITEMS[20:]}
    assert again.seen == 20
    assert database.rows("select count(*) as n, count(distinct item_id) as ids from item") == [{"n": 30, "ids": 30}]


def test_items_are_known_after_rows_before_them_went(database: Database) -> None:
    with database.transaction():
        add_items(database, ITEMS)
    database.execute("delete from item_version where version_id <= 5")
    database.execute("delete from item where item_id in (select item_id from item order by item_id limit 1)")
    database.execute("checkpoint")
    kept = {row["item_id"] for row in database.rows("select item_id from item")}
    with database.transaction():
        again = add_items(database, [one for one in ITEMS[5:] if one.item_id in kept])
    assert again.new == ()
    assert not again.changed
