"""The writer's open database in; findings about its rows out. Observed rows are never touched, derived ones may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.database import Database
from store.errors import QueryError
from store.findings import Finding, broken, good, mended
from store.items import content_hash

BATCH = 50_000
RESTORE = "`rastro restore` a backup; the archive keeps the bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What must hold of the rows: a query that counts offenders, and statements that put it right, if that is safe."""

    check: str
    offenders: str
    wrong: str
    repair: Sequence[str] = ()


_OBSERVED = (
    _Rule(check="items stand once",
          offenders="select count(*) - count(distinct item_id) from item", wrong="rows repeat an item"),
    _Rule(check="every item has words",
          offenders="select count(*) from item anti join item_version using (item_id)", wrong="items have no wording"),
    _Rule(check="every wording has its item",
          offenders="select count(*) from item_version anti join item using (item_id)", wrong="wordings have no item"),
    _Rule(check="wordings are numbered once",
          offenders="select count(*) - count(distinct version_id) from item_version", wrong="wordings share a number"),
    _Rule(check="every item was retrieved",
          offenders="select count(*) from item anti join retrieval using (fetch_id)",
          wrong="items name a retrieval that is not there"),
    _Rule(check="every item has its outlet",
          offenders="select count(*) from item anti join outlet using (outlet_id)", wrong="items have no outlet"),
    _Rule(check="intervals run forwards",
          offenders="select count(*) from item where published_latest < published_earliest",
          wrong="stated times end before they begin"),
)  # fmt: skip

_KEYS = (
    "delete from item_key",
    """insert into item_key select md5_number_lower('i|' || item_id), item_id from item
    union all select md5_number_lower('g|' || outlet_id || '|' || guid), item_id from item where guid is not null
    union all select md5_number_lower('u|' || outlet_id || '|' || canonical_url), item_id from item""",
)
_AHEAD = "delete from match_state where version_id > (select coalesce(max(version_id), 0) from item_version)"
_DERIVED = (
    _Rule(check="items are recognised",
          offenders="""select abs((select count(*) from item_key) - (select 2 * count(*) + count(guid) from item))
              + (select count(*) from item
                  where md5_number_lower('i|' || item_id) not in (select key from item_key))""",
          wrong="keys of items are missing or too many", repair=_KEYS),
    _Rule(check="mentions have their items",
          offenders="select count(*) from mention anti join item using (item_id)", wrong="mentions have no item",
          repair=("delete from mention where item_id not in (select item_id from item)",)),
    _Rule(check="mentions stand once",
          offenders="select count(*) - count(distinct (item_id, narrative_id)) from mention", wrong="mentions repeat",
          repair=("delete from mention", "delete from match_state")),
    _Rule(check="pick-ups have their items",
          offenders="select count(*) from pickup p anti join item i using (item_id) where p.item_id is not null",
          wrong="pick-ups have no item",
          repair=("delete from pickup where item_id is not null and item_id not in (select item_id from item)",)),
    _Rule(check="matching is not ahead",
          offenders="select count(*) from match_state"
                    " where version_id > (select coalesce(max(version_id), 0) from item_version)",
          wrong="narratives claim to be matched beyond the last wording",
          repair=(_AHEAD,)),
)  # fmt: skip


def check_rows(database: Database, *, repair: bool) -> list[Finding]:
    """Check what must hold of all rows; derived rows that offend are dropped or made anew, to be matched again."""
    return [
        *(_held(database, rule, repair=False) for rule in _OBSERVED),
        *(_held(database, rule, repair=repair) for rule in _DERIVED),
        check_words(database),
        check_views(database),
    ]


def check_words(database: Database) -> Finding:
    """Compare every wording with the hash that was taken when it was written."""
    check, seen, wrong = "words match their hashes", 0, 0
    question = (
        "select version_id, title, summary, text, content_hash from item_version"
        " where version_id > $after and version_id <= $after + $batch order by version_id"
    )
    try:
        last = database.rows("select max(version_id) as last from item_version")[0]["last"] or 0
        for after in range(0, last, BATCH):
            rows = database.rows(question, {"after": after, "batch": BATCH})
            wrong += sum(row["content_hash"] != content_hash(row["title"], row["summary"], row["text"]) for row in rows)
            seen += len(rows)
    except QueryError as error:
        return broken(check, f"cannot be read: {error}", RESTORE)
    if wrong:
        return broken(check, f"{wrong} of {seen} wordings are not what was written", RESTORE)
    return good(check, f"{seen} wordings")


def check_views(database: Database) -> Finding:
    """Ask every public view for a row."""
    check = "views answer"
    names = [row["view_name"] for row in database.rows(
        "select view_name from duckdb_views() where not internal order by view_name")]  # fmt: skip
    for name in names:
        try:
            database.rows(f'select * from "{name}" limit 1')  # noqa: S608 - the names come from the catalogue
        except QueryError as error:
            return broken(check, f"{name}: {error}", f"update Rastro or {RESTORE}")
    return good(check, f"{len(names)} views")


def _held(database: Database, rule: _Rule, *, repair: bool) -> Finding:
    try:
        offenders = int(next(iter(database.rows(rule.offenders)[0].values())))
    except QueryError as error:
        return broken(rule.check, f"cannot be read: {error}", RESTORE)
    if not offenders:
        return good(rule.check, "all")
    said = f"{offenders} {rule.wrong}"
    if not rule.repair:
        return broken(rule.check, said, RESTORE)
    if repair:
        with database.transaction():
            for statement in rule.repair:
                database.execute(statement)
    return mended(rule.check, said, repaired=repair)
