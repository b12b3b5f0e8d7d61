"""Marked sentences in, who speaks in title and lead out: numbers for the weighing of frames, each with its words. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from narratives.frame_text import Sentence, Token
from narratives.lexicon import Mark

LEAD = 6  # sentences of summary and text that count
SHORT = 5  # words of a speaker before a colon
LONG_QUOTE = 3
_CONDITIONAL = re.compile(
    r"[^\W_]+(?:(?:[aei]|nd|d|b|rr)r[ií]an?|[aei]ría[ns]?|rebbe(?:ro)?|[eio]rai(?:t|ent)|ir?iam?)$", re.IGNORECASE
)
_NOT_CONDITIONAL = re.compile(
    r"(?:may|categ|cat|mem|hist|vict|territ|mill|tropel)\w*oria|\w*(?:eria|varia|diaria|maria|aria|icaria|taria)s?$|frait|trait|parait|historia|maioria"
)
_ACCUSE = re.compile(
    r"acus|accus|denunci|denonc|обвин|звинува|обвинува|beschuldig|wirft|culpa|blame|alleg|alert|advert|adviert|warn|предупред|achac|imput|تتهم|اتهم"
)
_SOLL = frozenset({"soll", "sollen", "sollten", "solle", "wurden", "dovrebbe"})
_ARTICLES = frozenset({"la", "las", "una", "de", "en", "el", "los", "con", "y", "su", "sus", "a", "da", "do", "na"})
_WHY = frozenset({"why", "почему", "зачем", "warum", "pourquoi", "perche", "как", "how"})
_BEHIND = re.compile(
    r"que hay detras|hay detras de|por tras d|behind the|cosa c ' e dietro|cosa c ’ e dietro|что стоит за|was hinter|claves (?:para|de)|para entender"
    r"|makes? (?:good )?sense|no (?:sera|va) "
    r"|^(?:anatomia|radiografia|genealogia) de|^(?:opinion|columna|editorial|analisis|tribuna|analysis|commentary|мнение|колонка|анализ) :|^que (?:busca|pretende|gana|persigue|consigue) |guerra de relatos|an anatomy of|anatomy of"
    r"|^(?:por que|why|зачем|почему) (?:\w+ ){1,4}(?:insist\w*|repit\w*|cuent\w*|difund\w*|inventa\w*|acusa\w*|keeps?|repeats?|tells?|spreads?|pushes|accuses?|рассказыва\w+|повторя\w+|обвиня\w+|распростран\w+)"
    r"|^(?:asi|como) (?:nac\w+|viaj\w+|se (?:propag\w+|difund\w+|fabric\w+|construy\w+|extend\w+)|(?:un|una|el|la) (?:rumor|relato|historia|bulo|mentira))"
    r"|^(?:how|как) (?:an? |the )?(?:rumou?r|story|tale|lie|narrative|claim|слух|миф|сюжет|фейк)"
)
_AUTHOR = re.compile(
    r"(?:el texto|el autor|la autora|el articulo|la columna|el ensayo|the author|the journal|the essay|the piece|автор\w*(?: колонки)?|обозреватель|o texto|l ' analisi|l ' analyse|die analyse|a analise)"
    r" (?:lo |la |l ' )?(?:examina|considera|analiza|juzga|sostiene|ve|argues|says|описыва\w+|счита\w+|анализиру\w+|compara|concluye|repasa|legge|voit|sieht)"
    r"|como ejemplo|as an example|un ejemplo|лишь пример|an essay|researchers describe|investigadores describen|un analisis|an analysis|как пример"
)
_CREDITED = re.compile(
    r"da (?:por|credito)|dan por|da per cert|treats? .{0,30}as (?:settled )?fact|no se discute|without a caveat|не сомнева|don ' t doubt|как факт|takes? .{0,30}(?:at face value|as fact)"
)
_DISTANT = re.compile(
    r"posicion de|no aporta|no mostr|no present|no dio|could not|couldn ' t|did not name|не показа|не назва|не привел|доказательств|подтвержден|belege fehlen|aucun document|showed no|no papers|no documents"
    r"|verificar|no ha(?:n)? mostrado|se desconoce|sin que"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Features by name, 0 to 1, and for each that is there the words it stands on."""

    values: dict[str, float]
    cues: dict[str, str]


NAMES = (
    "title accuses", "title leads", "title says", "title according", "title speaker", "title claim noun", "title hedge", "title conditional", "title quote",
    "title short quote", "title question", "title factive", "title opinion", "title answer", "title analysis", "title why",
    "body says", "body according", "body factive", "body opinion", "body hedge", "body distance", "body credit", "body late",
    "body lead", "body author", "body analysis", "body conditional", "body speakers",
)  # fmt: skip


def voice(text: Sequence[Sentence]) -> Voice:
    """Return the features of NAMES for an item's sentences; those not named in `values` are 0."""
    values: dict[str, float] = {}
    cues: dict[str, str] = {}

    def note(name: str, cue: str | None, value: float = 1.0) -> None:
        if cue:
            values[name] = value
            cues[name] = cue

    title = next((s for s in text if s.field == "title"), None)
    body = [s for s in text if s.field != "title"][:LEAD]
    if title:
        for name, seek in _TITLE.items():
            note(name, seek(title))
    for name, seek in _BODY.items():
        note(name, next((cue for s in body if (cue := seek(s))), None))
    if body:
        note("body lead", _leads(body[0]))
        note("body late", None if "body lead" in values else _late(body[0]))
        speakers = sum(Mark.SPEAKER in token.marks for s in body for token in s.tokens)
        note("body speakers", body[0].whole() if speakers else None, min(speakers, 4) / 4)
    return Voice(values, cues)


def _marked(mark: Mark) -> Callable[[Sentence], str | None]:
    def seek(sentence: Sentence) -> str | None:
        if mark not in sentence.marks:
            return None
        return next(
            (sentence.cue(n, n) for n, token in enumerate(sentence.tokens) if mark in token.marks and not token.quoted),
            None,
        )

    return seek


def _phrase(pattern: re.Pattern[str]) -> Callable[[Sentence], str | None]:
    def seek(sentence: Sentence) -> str | None:
        words = sentence.words()
        found = pattern.search(" ".join(words))
        if not found:
            return None
        joined = " ".join(words)
        first = joined.count(" ", 0, found.start())
        return sentence.cue(first, min(first + found.group().strip().count(" "), len(words) - 1))

    return seek


def _speaker(sentence: Sentence) -> str | None:
    """Find `Embassy: ...` or `...: SVR`: a short stretch before the first or after the last colon that names somebody."""
    words = sentence.words()
    if ":" not in words:
        return None
    first, last = words.index(":"), len(words) - 1 - words[::-1].index(":")
    if 0 < first <= SHORT and _names(sentence.tokens[:first]):
        return sentence.cue(0, first)
    after = sentence.tokens[last + 1 :]
    return sentence.cue(last, len(words) - 1) if 0 < len(after) <= SHORT and _names(after) else None


def _names(tokens: Sequence[Token]) -> bool:
    if any(Mark.SPEAKER in token.marks or Mark.SAY in token.marks for token in tokens):
        return True
    return len(tokens) <= 2 and all(token.capital for token in tokens)  # noqa: PLR2004 - first name, surname


def _quotation(sentence: Sentence) -> str | None:
    quoted = [n for n, token in enumerate(sentence.tokens) if token.quoted]
    return sentence.cue(quoted[0], quoted[-1]) if len(quoted) >= LONG_QUOTE else None


def _scare(sentence: Sentence) -> str | None:
    quoted = [n for n, token in enumerate(sentence.tokens) if token.quoted]
    return sentence.cue(quoted[0], quoted[-1]) if 0 < len(quoted) < LONG_QUOTE else None


def _conditional(sentence: Sentence) -> str | None:
    """Find a conditional: Spanish, Portuguese, Italian and French say with a conditional what German says with `soll`: it is not vouched for."""
    before = ""
    for n, token in enumerate(sentence.tokens):
        word = sentence.cue(n, n)
        if token.word in _SOLL or (
            before not in _ARTICLES
            and not token.capital
            and _CONDITIONAL.match(word)
            and not _NOT_CONDITIONAL.search(word)
        ):
            return word
        before = token.word
    return None


def _question(sentence: Sentence) -> str | None:
    words = sentence.words()
    return sentence.cue(words.index("?"), words.index("?")) if "?" in words else None


def _why(sentence: Sentence) -> str | None:
    words = sentence.words()
    if words[0] in _WHY:
        return sentence.cue(0, 0)
    return sentence.cue(0, 1) if words[:2] == ("por", "que") else None


def _accuses(sentence: Sentence) -> str | None:
    """Find somebody named who accuses: `Moscow accuses Kyiv of ...`, `Denuncia embajada que ...`."""
    for n, token in enumerate(sentence.tokens):
        if _ACCUSE.match(token.word) and Mark.SAY in token.marks and not token.quoted:
            near = sentence.tokens[max(0, n - LEAD) : n + 4]
            if any(Mark.SPEAKER in other.marks for other in near) or any(
                other.capital for other in near[1:] if other is not token
            ):
                return sentence.cue(n, n)
    return None


def _opens(sentence: Sentence) -> str | None:
    """Find who says it in the first half of the title."""
    half = sentence.tokens[: len(sentence.tokens) // 2]
    return next(
        (sentence.cue(0, n) for n, token in enumerate(half) if Mark.SAY in token.marks and not token.quoted), None
    )


def _leads(sentence: Sentence) -> str | None:
    """Find how the first sentence of the body opens with who says it."""
    for n, token in enumerate(sentence.tokens[:12]):
        if Mark.SAY in token.marks and n > 0:
            return sentence.cue(0, n)
    return None


def _late(sentence: Sentence) -> str | None:
    """Find where the first sentence of the body tells it and names who says so after a comma, at the end."""
    words = sentence.words()
    for n in range(len(words) - 1, len(words) // 2, -1):
        if words[n] == ",":
            told = {Mark.SAY, Mark.ACCORDING, Mark.OPINE}
            return sentence.cue(n, len(words) - 1) if any(told & token.marks for token in sentence.tokens[n:]) else None
    return None


_TITLE: dict[str, Callable[[Sentence], str | None]] = {
    "title accuses": _accuses, "title leads": _opens,
    "title says": _marked(Mark.SAY), "title according": _marked(Mark.ACCORDING), "title speaker": _speaker,
    "title claim noun": _marked(Mark.CLAIM), "title hedge": _marked(Mark.HEDGE), "title conditional": _conditional,
    "title quote": _quotation, "title short quote": _scare, "title question": _question, "title factive": _marked(Mark.FACTIVE),
    "title opinion": _marked(Mark.OPINE), "title answer": _marked(Mark.REPLY), "title analysis": _phrase(_BEHIND), "title why": _why,
}  # fmt: skip
_BODY: dict[str, Callable[[Sentence], str | None]] = {
    "body says": _marked(Mark.SAY), "body according": _marked(Mark.ACCORDING), "body factive": _marked(Mark.FACTIVE),
    "body opinion": _marked(Mark.OPINE), "body hedge": _marked(Mark.HEDGE), "body distance": _phrase(_DISTANT),
    "body credit": _phrase(_CREDITED), "body author": _phrase(_AUTHOR), "body analysis": _marked(Mark.ANALYSIS),
    "body conditional": _conditional,
}  # fmt: skip
