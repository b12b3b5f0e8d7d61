"""The folder of saved questions in; each with its title in the readers' languages out."""

import re
from dataclasses import dataclass
from pathlib import Path

SAVED = Path(__file__).parent / "queries" / "saved"
_TITLE = re.compile(r"^--\s*(?P<lang>[a-z]{2}):\s*(?P<title>\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuestion:
    """One SELECT that somebody found useful; `titles` by language."""

    slug: str
    titles: dict[str, str]
    sql: str


def saved_questions(folder: Path = SAVED) -> dict[str, SavedQuestion]:
    """Return the questions by slug, the file's name; lines `-- en: ...` and `-- es: ...` at its head are titles."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def _read(path: Path) -> SavedQuestion:
    titles: dict[str, str] = {}
    rest: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not rest and (found := _TITLE.match(line)):
            titles[found["lang"]] = found["title"]
        else:
            rest.append(line)
    return SavedQuestion(slug=path.stem, titles=titles, sql="\n".join(rest).strip())
