"""Marked sentences in, turns of phrase out that deny, check or weigh a claim without a verb made for it. Pure."""

import re
from collections.abc import Sequence

from narratives.frame_text import Sentence, Token
from narratives.lexicon import Mark

_DENYING = re.compile(
    r"""\b(?:
    sal(?:e|io|en|ieron|ia)\ al\ paso | no\ tard\w+\ en\ (?:negar|desmentir|rechazar|refutar)(?:l[oae]s?)? | (?:apresur\w+\ a|sali(?:o|eron)\ a|vuelven?\ a|volvi(?:o|eron)\ a|tuv\w+\ que)\ (?:negar|desmentir|rechazar|refutar)(?:l[oae]s?)?
    | (?:rest[oa]n?|restaron|quit[oa]n?)\ (?:importancia|credibilidad|credito|veracidad|valor)\ a | ech[oa]n?\ por\ tierra
    | no\ (?:es|son|sean?|eran?)\ (?:cierto|cierta|verdad|real)(?:es|s)?\b |  devuelven?\ la\ acusacion | nada\ (?:mas\ )?(?:alejado|lejos)\ de | alejad[oa]s?\ de\ la\ (?:realidad|verdad) | contrari[oa]s?\ a\ la\ verdad
    | (?:sin|carec\w+\ de)\ (?:\w+\ )?(?:todo\ |cualquier\ )?(?:fundamento|sustento|asidero|base\ alguna)
    | negando\ (?:que|la|las|los|el|cualquier|toda) | desmintiendo | rechazando\ (?:la|las|los|el)\ (?:acusaci|senalam|version|afirmaci|imputaci)\w+
    | (?:shot|shoots|shooting|knock\w*|slap\w*)\ down | (?:pour\w*|thr[eo]w\w*)\ cold\ water | (?:hit|hits|push\w*|pushed|fir\w+)\ back\ (?:at|against|on) | pok\w+\ fun\ at | laugh\w*\ off | rubbish(?:es|ed) | no\ truth\ (?:to|in)
    | (?:rush\w*|mov\w+|was\ forced|were\ forced|was\ quick|were\ quick)\ to\ (?:deny|dismiss|reject|refute) | denying\ (?:that|any|the|it|claims|allegations|reports) | disput(?:es|ed)\ (?:the|that|claims|allegations|reports|moscow|russia)\w*
    | not\ true | nothing\ of\ the\ (?:sort|kind) | far\ from\ (?:the\ truth|reality) | at\ odds\ with\ (?:the\ facts|reality) | without\ (?:any\ )?(?:foundation|merit) | nothing\ to\ do\ with\ reality
    | не\ соответству\w+\ (?:деиствительности|реальности|истине) | не\ имеют?\ (?:ничего\ общего|под\ собои|никаких\ основании|отношения\ к\ (?:деиствительности|реальности)) | отме(?:л|ла|ли|тает|тают)\ (?:обвинени|утверждени|заявлени|слух|слова)\w*
    | (?:поспеши\w+|пришлось|выступи\w+\ с)\ (?:опровер\w+|отрица\w+) | не\ более\ чем\ (?:выдумк|фантази|вымысел|пропаганд)\w* | далек\w*\ от\ (?:истины|деиствительности|реальности) | (?:по|на)сме\w+\ над | подня\w+\ на\ смех | усомни\w+\ в\ (?:слов|заявлени|сообщени|обвинени)\w*
    )""",
    re.VERBOSE,
)
_CHECKING = re.compile(
    r"""\b(?:
    que\ hay\ de\ (?:cierto|verdad|real) | (?:que\ tan\ cierto|es\ cierto\ que|es\ verdad\ que)\b(?=.*\?) | verdadero\ o\ falso | is\ it\ true | (?:is|was)\ there\ any\ truth | true\ or\ false | правда\ ли | так\ ли\ это
    | busqueda\ inversa | reverse\ image | (?:поиск|обратныи\ поиск)\ по\ (?:изображени|картинк|фото)\w* | проверяем\ : | проверка\ : | fact\ check
    )""",
    re.VERBOSE,
)
_CIRCULATES = re.compile(
    r"\b(?:circulan?|viral\w*|difund\w+|compart\w+|redes|cadena|shared|viral|circulat\w+|posts?|распростран\w+|разош\w+|вирусн\w+|расход\w+|каналы?)\b"
)
_EXHIBIT = re.compile(
    r"\b(?:documentos?|cartas?|capturas?|fotos?|fotografias?|imagen(?:es)?|videos?|audios?|mensajes?|documents?|letters?|screenshots?|photos?|images?|footage|видео|фото|снимок|снимки|документ\w*|письмо|скриншот\w*|ролик\w*)\b"
)
_RECORDS = re.compile(r"\b(?:records?|review|data|registros|datos|checkers?|verificador\w*|проверка|данные)\b")
_METHOD = re.compile(
    r"\b(?:revisamos|verificamos|comprobamos|contrastamos|rastreamos|comparamos|consultamos|buscamos|we (?:searched|checked|compared|traced|reviewed|found no|verified|looked)|our (?:review|check|search)|мы (?:проверили|сравнили|нашли|изучили)|разбираемся|проверяем|проверили)\b"
)
_FORGED = re.compile(
    r"\b(?:falsos?|falsas?|apocrif[oa]s?|manipulad[oa]s?|alterad[oa]s?|montaje|engan\w+|forged|fake|doctored|altered|staged|misleading|подделан\w*|подделк\w*|смонтирован\w*|постановочн\w*|фальшив\w*|ningun[oa]?|no existen?|not one|none|ничего не)\b"
)
_FALSE = re.compile(
    r"\b(?:fals[oa]s?|apocrif[oa]s?|manipulad[oa]s?|alterad[oa]s?|trucad[oa]s?|montaje|forged|fake|doctored|altered|staged|подделан\w*|подделк\w*|смонтирован\w*|постановочн\w*|фальшив\w*|фейк\w*)\b"
)
_NO_EVIDENCE = re.compile(
    r"(?:sin|no hay|no existen?|no se hallaron|no) (?:ningun[a]? )?(?:evidencias?|pruebas?|indicios|registros?|evidence|proof|records?) (?:de|that|of|for|sobre)\b|there (?:is|'s) no (?:evidence|proof)|(?:нет|никаких) доказательств\w*"
)
_WE = re.compile(
    r"\b(?:we (?:reject|deny|refute|dismiss|categorically|strongly|firmly)|мы (?:отверга|опроверга|отрица)\w+)"
)
_OURS = re.compile(r"\b(?:nuestr[oa]s?|our|наш[аеиу]?\w{0,3}|esta embajada|este ministerio|this embassy|reiteramos)\b")
_NEGATED_DOUBT = re.compile(
    r"^(?:ya )?(?:no|not|не|это не) (?:es|son|is|a|it is|it s)? ?(?:un|una|a|an|mere)? ?(?:rumor|rumour|mentira|invento|bulo|broma|fake|hoax|lie|слух|фейк|выдумк)\w*"
)
_INVENTING = re.compile(
    r"^\W*(?:que )?(?:haber(?:lo)? |having |le |it )?(?:invent\w*|minti\w+|mentir|lying|lied|fabricat\w+|making|made|falt\w+ pruebas|lack\w* evidence|lacks proof|выдум\w+|лга\w+)"
)
_PEOPLE_SAY = frozenset({Mark.SAY, Mark.SPEAKER, Mark.REPLY, Mark.CALL})


def phrase_of_denial(text: Sequence[Sentence]) -> str | None:
    """Return a turn of phrase by which somebody denies (`salió al paso`, `no truth to`), or a quoted no to a claim."""
    return next((cue for sentence in text if (cue := _outside(_DENYING, sentence))), None) or _quoted_no(text)


def phrase_of_check(text: Sequence[Sentence]) -> str | None:
    """Return the words by which an item asks whether it is so, or tells how it looked and what it found."""
    if not text or text[0].field != "title":
        return None
    title = text[0]
    if cue := next((cue for sentence in text if (cue := _outside(_CHECKING, sentence))), None):
        return cue
    if method := next((cue for sentence in text if (cue := _outside(_METHOD, sentence))), None):
        found = any(_FORGED.search(_plain(sentence)) for sentence in text) or "?" in title.words()
        if found:
            return method
    if _EXHIBIT.search(_plain(title)) and _FALSE.search(_plain(title)) and Mark.SAY not in title.marks:
        spread = next((cue for sentence in text if (cue := _outside(_CIRCULATES, sentence))), None)
        if spread:
            return title.whole()
    stated = Mark.SAY in title.marks and not _RECORDS.search(_plain(title))
    opens = _NO_EVIDENCE.match(_plain(title)) and len(title.tokens) > 2  # noqa: PLR2004 - a cue of three words
    return title.cue(0, 2) if opens and not stated else None


def phrase_of_own_denial(text: Sequence[Sentence]) -> str | None:
    """Return the words by which an item denies for those who wrote it: `we reject`, `false ... our programme`."""
    if cue := next((cue for sentence in text if (cue := _outside(_WE, sentence))), None):
        return cue
    ours = next((cue for sentence in text if (cue := _outside(_OURS, sentence))), None)
    opens_untrue = text and any(
        {Mark.FALSEHOOD, Mark.DENY} & token.marks and not token.quoted for token in text[0].tokens[:4]
    )
    return text[0].cue(0, min(3, len(text[0].tokens) - 1)) if ours and opens_untrue else None


def is_no_denial(sentence: Sentence, at: int) -> bool:
    """Tell whether what is denied after a verb is having invented it: who made the claim stands by it."""
    return _INVENTING.match(" ".join(sentence.words()[at + 1 :])) is not None


def phrase_of_insisting(title: Sentence) -> str | None:
    """Return the opening of a title that vouches for its claim: `It is no rumour: ...`."""
    found = _NEGATED_DOUBT.match(_plain(title))
    return title.cue(0, found.group().count(" ")) if found else None


def _quoted_no(text: Sequence[Sentence]) -> str | None:
    """Find a title in which somebody quoted says that it is not so or untrue, while the item tells of a claim."""
    title = text[0]
    quoted = [n for n, token in enumerate(title.tokens) if token.quoted]
    outside = [token for token in title.tokens if not token.quoted]
    if not quoted or not any(_PEOPLE_SAY & token.marks for token in outside):
        return None
    if any(Mark.CLAIM in token.marks and Mark.SPEAKER not in token.marks for token in outside[:3]):
        return None  # `The claim: "..."` quotes the claim
    first = [title.tokens[n] for n in quoted[:3]]
    says_no = any(Mark.NOT in token.marks for token in first[:2]) and _claimed(text[1:])
    untrue = any(Mark.FALSEHOOD in title.tokens[n].marks for n in quoted[:6]) and _told_of(title, text[1:])
    return title.cue(quoted[0], quoted[-1]) if says_no or untrue else None


def _claimed(text: Sequence[Sentence]) -> bool:
    return any({Mark.CLAIM, Mark.REPLY} & sentence.marks for sentence in text)


def _told_of(title: Sentence, rest: Sequence[Sentence]) -> bool:
    answering = {Mark.REPLY, Mark.CALL, Mark.CLAIM}
    words = title.words()
    return bool(answering & title.marks) or ":" in words or {"lo", "dicho"} <= set(words) or _claimed(rest)


def _plain(sentence: Sentence) -> str:
    return " ".join("·" if token.quoted else token.word for token in sentence.tokens)


def _outside(pattern: re.Pattern[str], sentence: Sentence) -> str | None:
    """Return where a pattern stands outside quotations, in the item's own words."""
    joined = _plain(sentence)
    found = pattern.search(joined)
    if not found:
        return None
    first = joined.count(" ", 0, found.start())
    last = min(first + found.group().strip().count(" "), len(sentence.tokens) - 1)
    return None if _not_before(sentence.tokens, first) else sentence.cue(first, last)


def _not_before(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and Mark.NOT in tokens[at - 1].marks
