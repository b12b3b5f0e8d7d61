"""Answers of SQL questions in, words for the page out; every number that is shown is written down with its SQL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard.ask import question
from dashboard.escape import clean
from dashboard.formats import full_day, instant, lag, named_day, number, short_month, stated_day
from store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question of dashboard/queries/, what it was asked with, and its rows."""

    name: str
    parameters: Mapping[str, Any]
    rows: pd.DataFrame
    counted: Mapping[str, str] = field(default_factory=dict)  # columns that count the question's rows; none: the rows

    def sql(self) -> str:
        """Return the question as it stands in the repository, or what counts its rows."""
        whole = question(self.name).rstrip()
        if not self.counted:
            return whole
        columns = ",\n    ".join(f"{made} as {name}" for name, made in self.counted.items())
        return f"select {columns}\nfrom (\n{whole.removesuffix(';')}\n);"

    def script(self) -> str:
        """Return SQL for the DuckDB shell: prepared and asked."""
        asked = ", ".join(f"{name} := {literal(value)}" for name, value in sorted(self.parameters.items()))
        prepared = f"set TimeZone = 'UTC';\nprepare asked as\n{self.sql()}\n"
        return f"{prepared}execute asked{f'({asked})' if asked else ''};\n"

    def row(self, **where: Any) -> dict[str, Any] | None:
        """Return the first row that has these values, None without one."""
        kept = self.rows
        for name, value in where.items():
            kept = kept[kept[name] == value]
        return None if kept.empty else {str(key): value for key, value in kept.iloc[0].items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number as it is shown, what it was made of, and where that comes from.

    `form` says how: a function of this module for values of a row of a question; "drawn" by a chart out of many rows of
    it, which no question counts; "scale" on an axis; "asked" for by the command; "rule" for a constant of ours;
    "snapshot" for its name and time.
    """

    name: str
    shown: str
    form: str
    values: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    sql: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)


def literal(value: Any) -> str:
    """Return a value of ours as SQL. Raises TypeError for what no question takes."""
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value).lower()
        case datetime():
            return f"timestamptz '{value.isoformat(sep=' ')}'"
        case date():
            return f"date '{value.isoformat()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"{value!r}: expected null, a number, a text, a day or a moment")


def literals(values: Iterable[Any]) -> str:
    """Return values of ours as an SQL list, in brackets."""
    return f"({', '.join(map(literal, values))})"


def _count(values: tuple[Any, ...], _lang: str) -> str:
    return number(values[0])


def _signed(values: tuple[Any, ...], _lang: str) -> str:
    change = values[0] - values[1]
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{number(abs(change))}"


def _lag(values: tuple[Any, ...], _lang: str) -> str:
    return lag(values[0], values[1])


def _after(values: tuple[Any, ...], _lang: str) -> str:
    return lag(values[0], values[1]).removeprefix("+")


def _text(values: tuple[Any, ...], _lang: str) -> str:
    return clean(values[0])


def _moment(values: tuple[Any, ...], lang: str) -> str:
    return instant(values[0], lang)


def _stated(values: tuple[Any, ...], lang: str) -> str:
    return full_day(stated_day(values[0], values[1]), lang)


def _month(values: tuple[Any, ...], lang: str) -> str:
    return short_month(stated_day(values[0], values[1]), lang)


def _day(values: tuple[Any, ...], lang: str) -> str:
    return full_day(values[0], lang)


def _named_day(values: tuple[Any, ...], lang: str) -> str:
    return named_day(values[0], lang, now=values[1])


FORMS: dict[str, Callable[[tuple[Any, ...], str], str]] = {
    "count": _count, "signed": _signed, "lag": _lag, "after": _after, "text": _text, "moment": _moment,
    "stated_day": _stated, "day": _day, "named_day": _named_day,
    "stated_month": _month,
}  # fmt: skip


class Book:
    """Hands out words for values and remembers each: what a reader sees, and the row and columns it is from."""

    def __init__(self, lang: str, answers: Mapping[str, Answer], database: Database) -> None:
        self.lang = lang
        self.answers = dict(answers)
        self._database = database
        self._shown: dict[tuple[str, str], Shown] = {}

    @property
    def shown(self) -> list[Shown]:
        """Everything shown so far, in the order in which it was first said."""
        return list(self._shown.values())

    def say(self, form: str, source: str, columns: str, **where: Any) -> str:
        """Return the words for columns (named with spaces between) of the row of an answer; empty without a value."""
        one = self._shown_as(form, source, tuple(columns.split()), where)
        return self._keep(one) if one else ""

    def seen(self, text: str, form: str, source: str, columns: str, **where: Any) -> None:
        """Write down the words for a row if a picture's text has them."""
        one = self._shown_as(form, source, tuple(columns.split()), where)
        if one and one.shown in text:
            self._keep(one)

    def count(self, source: str, column: str, **where: Any) -> tuple[int, str]:
        """Return a number and its words; 0 for a row that is not there."""
        row = self.answers[source].row(**where)
        if row is None or pd.isna(row[column]):
            return 0, "0"
        return int(row[column]), self.say("count", source, column, **where)

    def counts(self, name: str, source: str, **columns: str) -> str:
        """Count rows of an answer, each column by an SQL expression, and return the name of that answer of one row.

        A condition holds words of ours and `literal`s only. Raises QueryError.
        """
        of = self.answers[source]
        bare = Answer(name=of.name, parameters=of.parameters, rows=of.rows, counted=columns)
        self.answers[name] = replace(bare, rows=self._database.frame(bare.sql(), of.parameters))
        return name

    def told(self, name: str, shown: str, form: str, sql: str | None = None) -> str:
        """Write down a number that no single row of a question holds, and return it."""
        return self._keep(Shown(name=name, shown=shown, form=form, sql=sql))

    def _shown_as(self, form: str, source: str, names: tuple[str, ...], where: Mapping[str, Any]) -> Shown | None:
        row = self.answers[source].row(**where)
        if row is None or any(pd.isna(row[name]) for name in names):
            return None
        values = tuple(plain(row[name]) for name in names)
        return Shown(name=".".join([source, *map(str, where.values()), *names]), shown=FORMS[form](values, self.lang),
                     form=form, values=values, columns=names, sql=source, where=where)  # fmt: skip

    def _keep(self, one: Shown) -> str:
        self._shown.setdefault((one.name, one.shown), one)
        return one.shown


def plain(value: Any) -> Any:
    """Return a cell of a data frame as Python's own number, text, day or moment."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def ask_all(database: Database, asked: Mapping[str, tuple[str, Mapping[str, Any]]]) -> dict[str, Answer]:
    """Answer questions given as name: (file, parameters). Raises QueryError."""
    return {
        name: Answer(name=file, parameters=given, rows=database.frame(question(file), given))
        for name, (file, given) in asked.items()
    }
