"""An item's text in, the sources it names out: officials, agencies and outlets, with the words that name them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from narratives.fold import Folded, fold, folded_pattern
from narratives.links import read_also_spans
from narratives.sources import OFFICIALS, OUTLETS, UNLISTED, VIA, WIRES
from store.model import ItemText

How = Literal["link", "dateline", "attribution", "name"]
FIELDS = ("title", "summary", "text")
_NEAR_BEFORE, _NEAR_AFTER = 40, 60  # characters between a name and its verb of saying: about six words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """One source named in an item: where, by which words of the original, and in which way.

    `how` says what the naming is worth: a link to the source, a dateline or credit ("(EFE)", "con información de"),
    an attribution ("según Tass"), or the bare name. `field` is title, summary or text; the span is [start, end) in it.
    """

    source: str
    field: str
    start: int
    end: int
    text: str
    how: How


_WORTH: tuple[How, ...] = ("name", "attribution", "dateline", "link")  # weakest first
_SOURCES = {**OFFICIALS, **OUTLETS}
_BEFORE = folded_pattern(
    r"(?:según|de acuerdo (?:con|a)|cit(?:a|an|ó|ado|ando|aron)|inform(?:a|ó|aron)|report(?:a|ó)|public(?:a|ó|ado)"
    r"|revel(?:a|ó|ado)"
    r"|difund(?:e|ió|ido)|confirm(?:a|ó)|retom(?:a|ó|ado)|(?:dij|declar|cont|asegur|afirm|relat)\w* a|atribu\w+ a"
    r"|entrevista (?:con|a|de|para)"
    r"|datos de|report(?:e|aje) de|despacho de|nota de|investigación de|informe de|recoge a|reprend une dépêche de"
    r"|(?:contest\w*|respond\w*|replic\w*|refut\w*|desm\w+) a|according to|told|tells?|report(?:s|ed)? by|cit(?:es"
    r"|ed|ing)|quot(?:es|ed|ing)"
    r"|interview with|со ссылкой на|по данным|сообщи\w*|сообща\w+|рассказа\w+|заяви\w*|пиш[еу]т|переда[её]т"
    r"|пересказ\w+|в интервью|segundo|de acordo com"
    r"|disse à|secondo|selon|d['’]apr[eè]s|laut|gegenüber|за даними|повідомля\w+|(?:отве\w+|опроверг\w+) на)\W+"
    r"(?:[^\W_]+\W+){0,6}$"
)
_AFTER = folded_pattern(
    r"^[»”\"')]*:|^[»”\"')]*,?\W+(?:[^\W_]+\W+){0,5}?(?:(?:inform|report|public|revel|confirm|asegur|afirm|denunci"
    r"|acus|alert|señal|declar|adv[ie]r|sost[iu]|escribi|difundi"
    r"|dij|dice|dicen|había|detall|explic|public|coment|atribuy|manifest|apunt)\w*|says?|said|reports?|reported"
    r"|wrote|writes|finds?|found|revealed"
    r"|claim\w*|alleg\w*|accus\w*|warned|warns|posted|quot\w+|cites?|пиш[еу]т|написал\w*|сообщ\w+|заяв\w+|переда\w+"
    r"|утвержда\w+|пересказывает|обвин\w+"
    r"|diz|disse|afirma\w*|affirm\w+|rapporte|scrive|schreibt|meldet|berichtet|sostien\w+)(?!\w)"
)
_CREDIT = folded_pattern(
    r"(?:con información de|acredita a|créditos? a|a través de|vía|tomado de|publicado (?:originalmente )?en"
    r"|retomado de|fuente:|source:"
    r"|via|originally published (?:by|in|on)|источник:|по материалам|fonte:|quelle:)\W+(?:(?:la|el|los|las|the"
    r"|agencias?)\W+)*$"
)
_PHOTO_BEFORE = folded_pattern(
    r"(?:fotos?|fotografías?|imágen(?:es)?|créditos?|photos?|images?|video|vídeo|pictures?|©|\(c\)|фото|снимок"
    r"|снимки|bild|foto)\W*"
    r"(?:[^\W_]+\W+){0,4}$|\w/$"
)
_PHOTO_AFTER = folded_pattern(
    r"^\s*(?:/(?:epa|archivo|ap|afp|epa-efe|getty)\b|images?\b|photos?\b|/\w+ (?:image|photo)s?\b|фото\b)"
)
_RECIPIENT = folded_pattern(r"(?:remitid|enviad|trasladad|facilitad)[ao]s? a\W+$")
_DATE_BEFORE = re.compile(r"\d\s+\w{3,9}\.?\s*[-–—/(]\s*$")
_DASH_AFTER = re.compile(r"\s?\.?[-–—]")
_DOMAIN = re.compile(r"\w\.\w+$")
_BRACKETS = re.compile(r"\([^)]*\)")


def cites(item: ItemText) -> tuple[Cite, ...]:
    """Return the sources that the item names, each once by its strongest naming, in reading order.

    An outlet that names itself (or its group's brand) is not its own source, and neither is the credit of a photo or
    what an item only recommends to read as well.
    """
    own = fold(_BRACKETS.sub(" ", item.outlet_name)).text
    best: dict[str, Cite] = {}
    for field in FIELDS:
        content = getattr(item, field) or ""
        folded = fold(content)
        skipped = [folded.origin(*span) for span in read_also_spans(folded.text)]
        for cite in _of_field(field, content, folded):
            if any(start <= cite.start < end for start, end in skipped):
                continue
            known = best.get(cite.source)
            if not _is_self(cite, own) and (known is None or _WORTH.index(cite.how) > _WORTH.index(known.how)):
                best[cite.source] = cite
    return tuple(sorted(best.values(), key=lambda cite: (FIELDS.index(cite.field), cite.start)))


def _of_field(field: str, content: str, folded: Folded) -> Iterator[Cite]:
    for source, names in _SOURCES.items():
        for match in names.finditer(folded.text):
            how = _how(folded.text, match, wire=source in WIRES)
            start, end = folded.origin(*match.span())
            if how and (source in OFFICIALS or how == "link" or _is_name(content[start:end])):
                yield Cite(source=source, field=field, start=start, end=end, text=content[start:end], how=how)
    yield from _unlisted(field, content, folded)


def _how(text: str, match: re.Match[str], *, wire: bool) -> How | None:
    """Tell what a naming is worth; None when it is a photo's credit."""
    before, after = (
        text[max(0, match.start() - _NEAR_BEFORE) : match.start()],
        text[match.end() : match.end() + _NEAR_AFTER],
    )
    if _DOMAIN.search(match.group()):
        return "link"
    if _is_photo(before, after):
        return None
    if _CREDIT.search(before) or (wire and _is_dateline(before, after)):
        return "dateline"
    if _RECIPIENT.search(before):
        return "name"
    return "attribution" if _BEFORE.search(_clause(before)) or _AFTER.search(after) else "name"


def _is_photo(before: str, after: str) -> bool:
    line = before.rsplit("\n", 1)[-1]
    agency_line = before.endswith("/") and after.startswith("/")  # /TASS/ is a dateline
    return not agency_line and bool(_PHOTO_BEFORE.search(_clause(line)) or _PHOTO_AFTER.search(after))


def _is_dateline(before: str, after: str) -> bool:
    enclosed = (before[-1:], after[:1]) in {("(", ")"), ("/", "/")}
    opens = not before.strip() or before.endswith("\n")
    return enclosed or bool(_DATE_BEFORE.search(before)) or (opens and bool(_DASH_AFTER.match(after)))


def _clause(before: str) -> str:
    return re.split(r"[.!?;]\s", before)[-1]


def _unlisted(field: str, content: str, folded: Folded) -> Iterator[Cite]:
    """Yield outlets on no list, by what goes before a capitalised name: "el diario X", "con información de X"."""
    hows: tuple[tuple[re.Pattern[str], How], ...] = ((UNLISTED, "attribution"), (VIA, "dateline"))
    for pattern, how in hows:
        for match in pattern.finditer(folded.text):
            start, end = folded.origin(*match.span("name"))
            name = _capitalised(content[start:end])
            if name and not any(known.search(match.group()) for known in _SOURCES.values()):
                yield Cite(source="other_outlet", field=field, start=start, end=start + len(name), text=name, how=how)


def _capitalised(text: str) -> str:
    """Return the capitalised words that a text begins with."""
    parts = re.split(r"(\s+)", text)
    kept = 0
    for number, part in enumerate(parts):
        if part[:1].isupper():
            kept = number + 1
        elif part.strip() and part not in {"de", "del", "la", "el", "of"}:
            break
    return "".join(parts[:kept]) if parts[0][:1].isupper() else ""


def _is_name(text: str) -> bool:
    return any(character.isupper() for character in text)


def _is_self(cite: Cite, own: str) -> bool:
    names = _SOURCES.get(cite.source)
    return bool(names.search(own)) if names else fold(cite.text).text in own
