"""What a briefing says in, one HTML page without script out."""

from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from dashboard.escape import clean, safe_url
from dashboard.lettering import fonts

_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True,
                                undefined=jinja2.StrictUndefined, trim_blocks=True)  # fmt: skip
NOTE_LONG = 70  # characters of an address that a note shows; the link has all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawn chart with its words."""

    title: str
    measure: str
    svg: str
    foot: str = ""
    width: int = 1100  # pixels it was drawn for


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text, and where it leads."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote: an address with its label."""

    label: str
    text: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; widths are shares of 100."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands below the first page: a narrative's finding, charts and tables."""

    headline: str
    finding: str
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that a page says, plain text; `news` None: not asked."""

    lang: str
    title: str
    kind: str
    week_line: str
    data_line: str
    headline: str
    words: dict[str, str]
    warnings: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    card: tuple[tuple[str, str], ...] = ()
    news: tuple[str, ...] | None = None
    changed: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    lead: tuple[Chart, ...] = ()  # left of what is new
    beside: tuple[Chart, ...] = ()  # left of how to read it
    others: tuple[tuple[str, str], ...] = ()
    how: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    more: tuple[Part, ...] = field(default=())


def html_page(page: Page, *, full: bool) -> str:
    """Return the page; `full` adds what stands below the first sheet."""
    return _TEMPLATES.get_template("page.html.j2").render(b=page, css=fonts(), full=full)


def linked(address: object, text: str) -> Cell:
    """Return a cell that leads to an address if it is one of the web."""
    return Cell(text=text, href=safe_url(address))


def note(label: str, address: object) -> Note:
    """Return a footnote with an address, without scheme and cut to what fits; the link is whole."""
    plain = clean(address).removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return Note(label=clean(label), text=clean(plain, longest=NOTE_LONG), href=safe_url(address))
