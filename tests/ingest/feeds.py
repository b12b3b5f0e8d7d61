"""A seed in; plausible invented Spanish news of invented outlets, and feeds that show them as real ones would, out."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from zoneinfo import ZoneInfo

MEXICO = ZoneInfo("America/Mexico_City")
_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_WHO = ("El Congreso de Valle Hondo", "La alcaldesa de San Lorenzo", "El gremio de panaderos", "La fiscalía de Nopalera",
        "Un juez federal", "La Universidad del Altiplano", "El comité de agua de Río Seco", "La secretaría de Cultura",
        "El equipo de los Coyotes", "La cámara de comercio", "Una brigada de rescate", "El director del hospital",
        "Vecinos del barrio Santa Inés", "La compañía de teatro Luciérnaga", "El gobernador", "La cooperativa pesquera")  # fmt: skip
_DID = ("aprueba", "rechaza", "anuncia", "pospone", "investiga", "inaugura", "denuncia", "celebra", "revisa", "exige",
        "presenta", "defiende", "suspende", "amplía", "cancela", "niega")  # fmt: skip
_WHAT = ("el presupuesto de obras", "la reforma del transporte", "un nuevo puente sobre el río", "el alza de la tarifa",
         "la feria del maíz", "el plan contra la sequía", "las obras del mercado", "una red de bicicletas públicas",
         "el cierre de la carretera vieja", "la entrega de becas", "un acuerdo con los maestros", "el censo de árboles",
         "la compra de ambulancias", "el festival de cine", "la venta de terrenos", "un hallazgo arqueológico")  # fmt: skip
_HOW = ("tras una larga sesión", "pese a las protestas", "por tercera vez este año", "“sin costo para nadie”",
        "antes de las elecciones", "con votos de la oposición", "en medio de dudas", "a puerta cerrada",
        "entre aplausos y silbidos", "después de la lluvia", "por falta de recursos", "¿y ahora qué sigue?")  # fmt: skip
_MORE = ("De acuerdo con el documento, la medida alcanzará a {n} familias.", "La sesión duró más de {n} minutos.",
         "“No vamos a dar un paso atrás”, dijo una de las personas presentes.", "El costo se calcula en {n} mil pesos.",
         "Hasta el cierre de esta edición no había una respuesta oficial.", "Los trabajos comenzarán en {n} días.",
         "En la plaza, unas {n} personas siguieron el anuncio bajo la lluvia.", "La decisión podrá revisarse en {n} meses.")  # fmt: skip


class Stamp(StrEnum):
    """How a feed dates what it shows."""

    EXACT = "exact"
    MINUTE = "minute"  # seconds are always 00
    BATCH = "batch"  # every entry carries the instant of the poll
    UPDATED = "updated"  # the last change is given as the publication
    DATE_ONLY = "date_only"
    NONE = "none"
    SPANISH = "spanish"  # local time in words, without a zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented piece of news; `content` is HTML, the rest plain text. A later wording is another Story."""

    guid: str
    link: str
    title: str
    summary: str
    published: datetime
    updated: datetime | None = None
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a feed shows its stories; `at` is the instant of the poll, which batch stamps repeat."""

    title: str = "El Faro"
    home: str = "https://faro.example"
    stamp: Stamp = Stamp.EXACT
    at: datetime | None = None


def stories(
    count: int,
    *,
    seed: int,
    until: datetime,
    every: timedelta = timedelta(minutes=20),
    home: str = "https://faro.example",
) -> list[Story]:
    """Return invented stories, the newest first, published on average one each `every` up to `until`.

    The same arguments give the same stories. Ten of them make a feed of 6 kB, 280 one of 175 kB.
    """
    chance = random.Random(f"{seed} {home}")  # noqa: S311 - nothing secret
    told: list[Story] = []
    titles: set[str] = set()
    moment = until
    for number in range(count, 0, -1):
        moment -= every * chance.uniform(0.1, 1.9)
        story = _story(f"{seed}-{number}", home, moment.replace(microsecond=0), chance)
        while story.title in titles:  # one outlet seldom prints a headline twice, and identity may rest on it
            story = replace(story, title=_title(chance))
        titles.add(story.title)
        told.append(story)
    return told


def rss(shown_stories: Sequence[Story], shown: Shown | None = None) -> bytes:
    """Return an RSS 2.0 feed of these stories in their order, as UTF-8."""
    how = shown or Shown()
    items = "\n".join(_rss_item(story, how) for story in shown_stories)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{escape(how.title)}</title>
<link>{escape(how.home)}</link>
<description>Noticias de {escape(how.title)}, un medio inventado</description>
<language>es-MX</language>
{items}
</channel>
</rss>
""".encode()


def atom(shown_stories: Sequence[Story], shown: Shown | None = None) -> bytes:
    """Return an Atom feed of these stories in their order, as UTF-8."""
    how = shown or Shown()
    newest = max(
        (story.updated or story.published for story in shown_stories), default=datetime(2026, 1, 1, tzinfo=UTC)
    )
    entries = "\n".join(_atom_entry(story, how) for story in shown_stories)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">
<title>{escape(how.title)}</title>
<id>{escape(how.home)}/</id>
<link href="{escape(how.home)}/"/>
<updated>{newest.isoformat()}</updated>
{entries}
</feed>
""".encode()


def stamped(story: Story, how: Shown) -> datetime | None:
    """Return the instant that a feed of this kind gives as the story's publication; None: it gives none."""
    if how.stamp is Stamp.NONE:
        return None
    if how.stamp is Stamp.BATCH:
        if how.at is None:
            raise ValueError("a batch stamp needs the instant of the poll (Shown.at)")
        return how.at
    if how.stamp is Stamp.UPDATED:
        return story.updated or story.published
    if how.stamp in {Stamp.MINUTE, Stamp.SPANISH}:
        return story.published.replace(second=0)
    return story.published


def _story(key: str, home: str, published: datetime, chance: random.Random) -> Story:
    told = [sentence.format(n=chance.randint(3, 990)) for sentence in chance.sample(_MORE, k=chance.randint(4, 8))]
    return Story(guid=f"nota-{key}", link=f"{home}/{published:%Y/%m/%d}/{key}", title=_title(chance),
                 summary=" ".join(told), published=published)  # fmt: skip


def _title(chance: random.Random) -> str:
    return " ".join(chance.choice(words) for words in (_WHO, _DID, _WHAT, _HOW))


def _rss_item(story: Story, how: Shown) -> str:
    stamp = _rss_stamp(story, how)
    date = f"<pubDate>{stamp}</pubDate>\n" if stamp else ""
    content = f"<content:encoded><![CDATA[{story.content}]]></content:encoded>\n" if story.content else ""
    return (
        f"<item>\n<title>{escape(story.title)}</title>\n<link>{escape(story.link)}</link>\n"
        f'<guid isPermaLink="false">{escape(story.guid)}</guid>\n{date}'
        f"<description><![CDATA[<p>{escape(story.summary)}</p>]]></description>\n{content}</item>"
    )


def _atom_entry(story: Story, how: Shown) -> str:
    instant = stamped(story, how)
    text = "" if instant is None else _atom_stamp(instant, how.stamp)
    published = f"<published>{text}</published>\n" if text else ""
    content = f'<content type="html">{escape(story.content)}</content>\n' if story.content else ""
    return (
        f'<entry>\n<title>{escape(story.title)}</title>\n<link href="{escape(story.link)}"/>\n'
        f"<id>{escape(story.guid)}</id>\n{published}<summary>{escape(story.summary)}</summary>\n{content}</entry>"
    )


def _rss_stamp(story: Story, how: Shown) -> str:
    instant = stamped(story, how)
    if instant is None:
        return ""
    local = instant.astimezone(MEXICO)
    if how.stamp is Stamp.DATE_ONLY:
        return f"{local:%Y-%m-%d}"
    if how.stamp is Stamp.SPANISH:
        return f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local:%Y %H:%M}"
    return format_datetime(local)


def _atom_stamp(instant: datetime, stamp: Stamp) -> str:
    local = instant.astimezone(MEXICO)
    if stamp is Stamp.DATE_ONLY:
        return f"{local:%Y-%m-%d}"
    if stamp is Stamp.SPANISH:
        return f"{local.day} de {_MONTHS[local.month - 1]} de {local:%Y, %H:%M}"
    return local.isoformat()
