"""Pieces of SQL in; statements a stranger could type into the SQL page out, most of them nearly right."""

from hypothesis import strategies as st

from tests.store.attacks import ATTACKS

_NAMES = ["items", "item", "judgement", "outlet", "range(3)", "duckdb_settings()", "duckdb_secrets()", "'{private}'",
          "read_text('{private}')", "read_csv('{private}')", "glob('{folder}/*')", "query('from read_blob(''{private}'')')",
          "(values (1))", "sniff_csv('{private}')", "parquet_scan('{private}')", "'{private}' as x"]  # fmt: skip
_COLUMNS = ["*", "1", "count(*)", "getenv('HOME')", "title", "(select content from read_text('{private}'))",
            "getvariable('x')", "current_setting('temp_directory')", "repeat('a', 99)", "columns(*)", "'\u202e'", "null"]  # fmt: skip
_JOINTS = [
    " ",
    "/**/",
    "--\n",
    "\u00a0",
    "\u2028",
    "\x00",
    "\n;",
    " union all ",
    ";",
    "\ufeff",
    "(",
    ")",
    "'",
    '"',
    "$$",
]
_ACTS = ["copy (select 1) to '{mark}'", "copy item to '{mark}'", "attach '{mark}' as m", "export database '{mark}'",
         "install httpfs", "load '{mark}'", "set enable_external_access = true", "pragma enable_profiling='json'",
         "create table t as select 1", "drop table item", "call pragma_version()", "explain analyze copy item to '{mark}'",
         "prepare p as select 1", "execute p", "set variable x = 1", "begin", "checkpoint", "vacuum"]  # fmt: skip


def selects() -> st.SearchStrategy[str]:
    """Return whole SELECTs of safe and unsafe parts."""
    return st.builds(lambda column, name: f"select {column} from {name}", st.sampled_from(_COLUMNS),
                     st.sampled_from(_NAMES))  # fmt: skip


def statements() -> st.SearchStrategy[str]:
    """Return selects, acts, known attacks and noise, joined, nested, hidden in comments and cut."""
    part = st.one_of(selects(), st.sampled_from(_ACTS), st.sampled_from(sorted(ATTACKS.values())), st.text(max_size=12))
    nested = st.one_of(
        part,
        st.builds("with c as ({}) select * from c".format, part),
        st.builds("explain {}".format, part),
        st.builds("select * from ({}) t".format, part),
        st.builds("/* {} */ {}".format, part, part),
    )
    joined = st.lists(st.tuples(nested, st.sampled_from(_JOINTS)), min_size=1, max_size=3).map(
        lambda pairs: "".join(one + joint for one, joint in pairs)
    )
    return st.one_of(nested, nested, joined, st.builds(lambda text, cut: text[: len(text) * cut // 10], joined,
                                                       st.integers(1, 9)))  # fmt: skip
