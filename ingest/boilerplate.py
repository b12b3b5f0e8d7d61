"""A summary in; the same without what the publishing program hangs at its end, out. Pure."""

import re

REACH = 800  # characters from the end in which boilerplate is looked for

_ARROWS = r"[\s.…:»>→\[\]]*"
# "The post about it appeared first on Telegram. Moscow denied it." is news: the program's line names a title, which
# seldom begins with a small letter, and ends with the name of a site.
_TITLE = r"(?![a-záéíóúàâãçêñôõüа-яё])"
_SITE = r"(?:(?![.!?…]\s).){1,100}"
_PATTERNS = (  # a word that must be there, in small letters, for the pattern to be tried: most summaries have none
    ("appeared first on", rf"The post {_TITLE}(?:(?!The post ).){{1,500}}? appeared first on {_SITE}"),
    (
        "primero en",
        rf"La entrada {_TITLE}(?:(?!La entrada ).){{1,500}}? (?:aparece|apareció|se publicó) primero en {_SITE}",
    ),
    ("primero en", rf"El post {_TITLE}(?:(?!El post ).){{1,500}}? (?:aparece|apareció|se publicó) primero en {_SITE}"),
    ("primeiro em", rf"O post {_TITLE}(?:(?!O post ).){{1,500}}? apareceu primeiro em {_SITE}"),
    ("сначала на", rf"Сообщение {_TITLE}(?:(?!Сообщение ).){{1,500}}? появились? сначала на {_SITE}"),
    ("más", rf"(?:Leer|LEER|Lee|Ver|VER) (?:más|Más|MÁS)\b{_ARROWS}"),
    ("mas", rf"(?:Leer|LEER|Lee|Ver|VER) (?:mas|Mas|MAS)\b{_ARROWS}"),
    ("more", rf"(?:Read|READ) (?:more|More|MORE)\b{_ARROWS}"),
    ("leyendo", rf"(?:Sigue|Seguir|SIGUE|SEGUIR) (?:leyendo|Leyendo|LEYENDO)\b{_ARROWS}"),
    ("leyendo", r"(?:Sigue|Seguir) leyendo [^.]{1,200}[→»]"),
    ("reading", rf"(?:Continue|CONTINUE) (?:reading|Reading|READING)\b{_ARROWS}"),
    ("reading", r"Continue reading [^.]{1,200}[→»]"),
    ("mais", rf"(?:Leia|Ler) mais\b{_ARROWS}"),
    ("читать", rf"Читать (?:далее|дальше|полностью)\b{_ARROWS}"),
)
_RULES = tuple((cue, re.compile(rf"(?:^|(?<=[\s.…!?»”\")\]])){pattern}\s*$")) for cue, pattern in _PATTERNS)
_CUT = re.compile(r"(?<!\s)\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|\.\.\.)\s*$")


def without_boilerplate(text: str | None) -> str | None:
    """Return the text without a trailing "The post ... appeared first on ...", "Leer más" and their kin.

    A trailing "[…]" or "[...]" is kept as an ellipsis: it says that the summary was cut. None if nothing is left.
    """
    if text is None:
        return None
    head, tail = text[:-REACH], text[-REACH:]
    before = None
    while tail != before:
        before = tail
        folded = tail.lower()
        for cue, rule in _RULES:
            if cue in folded:
                tail = rule.sub("", tail).rstrip()
        tail = _CUT.sub("…", tail)
    return (head + tail).strip() or None
