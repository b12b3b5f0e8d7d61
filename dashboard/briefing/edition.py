"""Which snapshot, moment, week and readers a briefing is for."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard.ask import question
from dashboard.briefing.book import literal
from dashboard.briefing.week import Week
from dashboard.terminal import iso
from store.database import Database
from store.snapshot import published_at

LEDGER_FILE = "ledger.json"
LEDGER = (
    "narrative_id", "outlet_id", "outlet", "country", "item_id", "url", "first_earliest", "first_latest",
    "adopted_earliest", "adopted_latest", "lag_min_h", "lag_max_h", "frame", "route", "order_certain", "censored",
    "role", "published_precision", "published_basis", "before_origin", "items", "via_item_id",
    "via",
)  # fmt: skip
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a briefing is made from, and for whom."""

    snapshot: Path
    sha256: str
    moment: datetime  # up to when the data goes: the snapshot's publication, or what was asked for
    week: Week
    lang: str
    country: str | None = "MX"
    paper: str = "letter"
    then: "Then | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """The ledger at an earlier moment: rows under the names of the view pickups, silent outlets left out."""

    moment: datetime
    ledger: Sequence[Mapping[str, Any]]
    compare: bool = False  # also say what later data changed

    def file(self) -> bytes:
        """Return the ledger as the JSON that brief_then.sql reads."""
        rows = [{name: row[name] for name in LEDGER} for row in self.ledger]
        return (json.dumps(rows, ensure_ascii=False, indent=1, default=iso) + "\n").encode()

    def script(self, ledger: str) -> str:
        """Return SQL that makes the items, mentions and ledger of that moment stand for today's; `ledger` is a path."""
        given = f"set variable ledger = {literal(ledger)};\nset variable as_of = {literal(self.moment)};\n"
        return f"set TimeZone = 'UTC';\n{given}{question('brief_then')}"

    def shadow(self, database: Database) -> None:
        """Make it so in this connection. Raises QueryError."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / LEDGER_FILE
            path.write_bytes(self.file())
            database.execute(self.script(str(path)))


def edition_of(snapshot: Path, *, week: Week, lang: str, paper: str = "letter", then: Then | None = None) -> Edition:
    """Return the edition of a snapshot, by its own path."""
    digest = hashlib.sha256()
    with snapshot.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    moment = then.moment if then else published_at(snapshot)
    return Edition(
        snapshot=snapshot, sha256=digest.hexdigest(), moment=moment, week=week, lang=lang, paper=paper, then=then
    )
