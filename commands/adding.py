"""`rastro add`: one post of a platform that nobody may scrape, written down by a person."""

from typing import Annotated

import typer

from commands.options import DATA, DataOption, JsonOption, OutletsOption, Place, now, print_published, screen
from dashboard.terminal import print_json
from ingest.imports import ImportContext
from ingest.posts import add_post
from ingest.registry import load_registry
from store.database import open_writer
from store.snapshot import publish_snapshot


def add(
    url: Annotated[str, typer.Option(help="Address of the post.")],
    author: Annotated[str, typer.Option(help="Who posted it, as named there, e.g. @EmbRusiaMexico.")],
    published: Annotated[str, typer.Option(help="When, as shown there: a day, or a time with its zone.")],
    text: Annotated[str, typer.Option(help="Its words.")],
    recorded_by: Annotated[str, typer.Option("--by", help="Who writes it down.")],
    outlet: Annotated[str | None, typer.Option(help="Whose post it is, if an outlet's [the author's].")] = None,
    archive_url: Annotated[str | None, typer.Option(help="Where a copy is kept.")] = None,
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down one post by hand; refused without address, author, time, words and who says so."""
    place = Place.at(data, outlets)
    cells = {"url": url, "author": author, "published": published, "text": text, "recorded_by": recorded_by,
             "outlet": outlet, "archive_url": archive_url}  # fmt: skip
    with open_writer(place.paths, now=now(), job="add") as database:
        context = ImportContext(
            database=database, paths=place.paths, registry=load_registry(place.outlets), now=now()
        )  # fmt: skip
        item_id, new = add_post(context, cells)
        published_snapshot = publish_snapshot(database, place.paths, now=now())
    if as_json:
        print_json([{"item_id": item_id, "new": new}])
    else:
        screen.print(f"{item_id}: {'written down' if new else 'known already'}; it carries no coverage")
        print_published(published_snapshot)
