"""`rastro evidence`: what was kept of an item or a narrative, packed for a third party; and checking such a pack."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from commands.options import DATA, FAILED, DataOption, JsonOption, Place, now, screen
from dashboard.terminal import print_json
from ingest.wacz import write_wacz
from ingest.wacz_check import verify
from store.database import open_snapshot
from store.errors import ConfigError
from store.evidence_pack import select_item, select_narrative

VERIFY = "verify"


def evidence(
    what: Annotated[str, typer.Argument(help="Id of an item or a narrative; or verify, to check FILE.")],
    file: Annotated[Path | None, typer.Argument(help="With verify: the .wacz file to check.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write, ending in .wacz; must not be there yet.")] = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
) -> None:
    """Pack bodies, hashes, both clocks and the query that selected them, so that others can check them years later."""
    if what == VERIFY:
        _verify(file, as_json=as_json)
        return
    if out is None or out.exists() or out.suffix != ".wacz" or file is not None:
        raise ConfigError("--out", str(out), "expected a new name ending in .wacz")
    paths = Place.at(data).paths
    database = open_snapshot(paths.pointer)
    narrative = database.rows("select 1 from narratives where narrative_id = $id", {"id": what})
    selection = (select_narrative if narrative else select_item)(database, what)
    selection.query["snapshot"] = paths.pointer.resolve().name
    count = write_wacz(selection, paths.archive, out, now=now())
    if as_json:
        print_json([{"file": str(out), "items": len(selection.items), "retrievals": count,
                     "by_hand": len(selection.by_hand)}])  # fmt: skip
    else:
        screen.print(f"{escape(str(out))}: {len(selection.items)} items, {count} retrievals with their bodies, "
                     f"{len(selection.by_hand)} named by hash alone", soft_wrap=True)  # fmt: skip


def _verify(file: Path | None, *, as_json: bool) -> None:
    if file is None:
        raise ConfigError("evidence verify", "FILE", "expected the .wacz file to check")
    found = verify(file)
    if as_json:
        print_json([asdict(found)])
    else:
        for fault in found.faults:
            screen.print(escape(fault), highlight=False, soft_wrap=True)
        screen.print(f"{escape(str(file))}: {found.files} files, {found.records} bodies, {found.items} items, "
                     f"{found.by_hand} named by hash alone: {len(found.faults)} faults", soft_wrap=True)  # fmt: skip
    if found.faults:
        raise typer.Exit(FAILED)
