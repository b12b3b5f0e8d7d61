"""A summary in; the same without what the publishing program hangs at its end, out. Pure."""

import re

REACH = 800  # characters from the end in which boilerplate is looked for

_RULES = tuple(
    re.compile(rf"(?:^|(?<=[\s.…!?»”\")\]])){pattern}\s*$")
    for pattern in (
        r"The post (?:(?!The post ).){1,500}? appeared first on .{1,200}",
        r"La entrada (?:(?!La entrada ).){1,500}? (?:aparece|apareció|se publicó) primero en .{1,200}",
        r"El post (?:(?!El post ).){1,500}? (?:aparece|apareció|se publicó) primero en .{1,200}",
        r"O post (?:(?!O post ).){1,500}? apareceu primeiro em .{1,200}",
        r"Сообщение (?:(?!Сообщение ).){1,500}? появились? сначала на .{1,200}",
        r"(?:Leer|LEER|Lee|Ver|VER) (?:más|Más|MÁS|mas|MAS)\b[\s.…:»>→\[\]]*",
        r"(?:Read|READ) (?:more|More|MORE)\b[\s.…:»>→\[\]]*",
        r"(?:Sigue|Seguir|SIGUE|SEGUIR) (?:leyendo|Leyendo|LEYENDO)\b[\s.…:»>→\[\]]*",
        r"(?:Continue|CONTINUE) (?:reading|Reading|READING)\b[\s.…:»>→\[\]]*",
        r"(?:Continue reading|Sigue leyendo|Seguir leyendo) [^.]{1,200}[→»]",
        r"(?:Leia|Ler) mais\b[\s.…:»>→\[\]]*",
        r"Читать (?:далее|дальше|полностью)\b[\s.…:»>→\[\]]*",
    )
)
# Each rule needs one of these: most summaries hold none, and are spared the rules.
_TRIGGER = re.compile(
    r"appeared first on|primero en|primeiro em|сначала на|(?:leer?|ver) m[aá]s|read more|leyendo|continue reading"
    r"|mais\b|читать",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|\.\.\.)\s*$")


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
        for rule in _RULES if _TRIGGER.search(tail) else ():
            tail = rule.sub("", tail).rstrip()
        tail = _CUT.sub("…", tail)
    return (head + tail).strip() or None
