"""Who is cited: officials, agencies and outlets with the patterns of their names in folded text. Our own lists.

Names that are also common words (Reforma, Proceso) need a neighbour that makes them a newspaper; RT and Sputnik need
one that makes them not a test, a retweet, a vaccine or a satellite.
"""

import re

from narratives.fold import folded_pattern

_PRESS = (
    r"(?:diario|periódico|semanario|revista|portal|cadena|medio|agencia|canal|sitio|newspaper|magazine"
    r"|газет\w+|издани\w+|агентств\w+)"
)


def _names(*patterns: str) -> re.Pattern[str]:
    return folded_pattern(r"(?<![^\W_])(?:" + "|".join(patterns) + r")(?![^\W_])")


_SPUTNIK_THINGS = (
    r"(?!.{0,60}(?:vacuna|dosis|satélite|vaccine|вакцин|спутник земли|gamaleya|pfizer|laika|cosmonaut|vacina))"
)
_NO_SPUTNIK_THINGS = r"(?<!vacuna )(?<!vacunas )(?<!satélite )(?<!vaccine )(?<!вакцина )(?<!вакцины )(?<!dosis de )"
_RUSSIA_ES = r"(?:de (?:la federación de )?rusia|rusa|de la federación rusa|de moscú)"
_US_ES = r"(?:de (?:los )?estados unidos|de ee\.? ?uu\.?|de eeuu|de e\.?u\.?|estadounidense|norteamericana|americana)"

_NO_TEST = r"(?! ?[-@:.\d])"  # RT-PCR, RT @user, RT: and R.T. are no broadcaster
OFFICIALS: dict[str, re.Pattern[str]] = {
    "svr": _names(
        r"svr", r"свр", r"servicio de inteligencia exterior(?: (?:de rusia|ruso))?",
        r"inteligencia (?:exterior )?(?:de )?rus[ai]a?",
        r"espionaje ruso", r"служб\w+ внешней разведки", r"внешн\w+ разведк\w+",
        r"russia(?:n|'s) (?:foreign )?(?:intelligence|espionage|spy) (?:service|agency)",
        r"russian (?:foreign )?intelligence", r"russischen? auslandsgeheimdienst\w*",
        r"renseignements? extérieurs? russes?", r"intelligence estera russa",
        r"serviço de inteligência (?:exterior|externa) (?:da rússia|russo)",
        r"inteligência (?:exterior |externa )?russa", r"російськ\w+ розвідк\w+",
    ),
    "embassy_ru": _names(
        rf"embajad[ao]r?a? (?:\w+ )?{_RUSSIA_ES}", r"embajador ruso", r"misión (?:diplomática )?rusa",
        r"diplomáticos rusos", r"representación diplomática (?:rusa|de rusia)",
        r"russian (?:embassy|diplomats|ambassador|mission)", r"russia's (?:embassy|ambassador)",
        r"moscow's (?:embassy|ambassador)", r"(?:российск\w+ )посольств\w+", r"посольств\w+ (?:россии|рф)",
        r"российск\w+ (?:посол|посла)", r"посол (?:россии|рф)", r"embaixad[ao]r? (?:da rússia|russ[ao])",
        r"ambassade (?:de russie|russe)", r"ambasciata (?:di russia|russa)", r"russische\w* botschaft\w*",
    ),
    "embassy_us": _names(
        rf"embajad[ao]r?a? {_US_ES}", r"embajador estadounidense", r"ken salazar",
        r"(?:u\.?s\.?|american) (?:embassy|ambassador)", r"посольств\w+ сша",
        r"embaixad[ao]r? (?:dos estados unidos|dos eua|americana)",
    ),
    "russian_mfa": _names(
        r"canciller[ií]?a rusa?", r"canciller ruso", r"cancillería de rusia",
        r"ministerio de (?:asuntos |relaciones )?exteriores (?:de rusia|ruso)", r"russian foreign minist(?:ry|er)",
        r"russia's foreign minist(?:ry|er)",
        r"мид (?:рф|россии)", r"zajárova", r"zakharova", r"захаров\w+", r"lavrov", r"лавров\w*",
    ),
    "russian_official": _names(r"kremlin", r"кремл\w+", r"peskov", r"песков\w*", r"medvedev", r"medvédev",
        r"медведев\w*", r"patrushev", r"патрушев\w*", r"consejo de seguridad (?:de rusia|ruso)", r"совбез\w*"),
}  # fmt: skip

STATE_MEDIA: dict[str, re.Pattern[str]] = {
    "ria": _names(r"ria(?:\s|-)nóvosti", r"ria\.ru", r"agencia (?:rusa )?ria", r"риа(?: новост\w+)?"),
    "rt": _names(
        r"rt en español", r"rt noticias", r"rt news", r"russia today",
        r"(?:(?:actualidad|espanol|www|de|francais)\.)?rt\.com",
        *(rf"(?<={before} )rt{_NO_TEST}" for before in (
            "cadena", "canal", "televisión", "rusa", "ruso", "según", "informó", "reportó", "publicó", "difundió",
            "medio", "broadcaster", "network", "media", "according to", "outlet", "телеканал", "канал",
        )),
        r"rt(?= (?:y|e|and|и) sputnik)", r"rt(?=, sputnik)",
        r"rt(?= (?:informó|reportó|publicó|difundió|reported|said|reports))",
    ),
    "sputnik": _names(r"(?:(?:mundo|br|latam|www)\.)?sputnik(?:news|globe)\.\w+(?:\.\w+)?",
        rf"{_NO_SPUTNIK_THINGS}sputnik(?! (?:v|light|i|1|2)\b)(?: mundo| news| brasil)?{_SPUTNIK_THINGS}"),
    "izvestia": _names(r"izvéstia", r"«известия»", r"известия", r"iz\.ru"),
    "rg": _names(r"rossi[iy]sk[ia]ya gazeta", r"российск\w+ газет\w+", r"rg\.ru"),
    "other_state_media": _names(r"medios (?:estatales )?rusos", r"agencias? (?:estatal(?:es)? )?rusas?",
        r"russian state media", r"news[- ]front", r"pravda\.ru", r"telesur", r"first channel|первый канал", r"вести",
        r"комсомольск\w+ правд\w+", r"komsomolskaya pravda"),
}  # fmt: skip

WIRES: dict[str, re.Pattern[str]] = {
    "tass": _names(r"itar-tass", r"tass(?:\.com|\.ru)?", r"тасс"),
    "efe": _names(r"(?:agencia |y )?efe(?! verifica)(?!-)", r"efe\.com"),
    "europapress": _names(r"europa ?press(?:\.es)?"),
    "reuters": _names(r"reuters(?:\.com)?", r"рейтер\w*"),
    "ap": _names(r"associated press", r"(?<=\()ap(?=\))", r"(?<=agencia )ap", r"apnews\.com"),
    "afp": _names(r"afp(?! factual)(?!\.com)", r"agence france[- ]presse"),
    "ansa": _names(r"agenzia ansa", r"(?<=\()ansa(?=\))", r"ansa\.it"),
    "dpa": _names(r"dpa", r"deutsche presse-agentur"),
    "interfax": _names(r"interfax", r"интерфакс\w*"),
    "unian": _names(r"unian", r"униан", r"уніан"),
    "ukrinform": _names(r"ukrinform", r"укр[иі]нформ"),
}

PRESS: dict[str, re.Pattern[str]] = {
    "nyt": _names(r"(?:the )?new york times", r"nyt", r"nytimes\.com"),
    "nbc": _names(r"nbc(?: news)?", r"nbcnews\.com"),
    "wsj": _names(r"wall street journal", r"wsj"),
    "washington_post": _names(r"washington post"),
    "cnn": _names(r"cnn(?: en español)?"),
    "bbc": _names(r"bbc(?: mundo| news)?"),
    "fox": _names(r"fox news"),
    "cbs": _names(r"cbs(?: news)?"),
    "abc_news": _names(r"abc news"),
    "guardian": _names(r"the guardian"),
    "ft": _names(r"financial times"),
    "economist": _names(r"the economist"),
    "times_uk": _names(r"the times(?! of)"),
    "politico": _names(r"político(?= (?:inform|report|revel|public|said))"),
    "bloomberg": _names(r"bloomberg"),
    "axios": _names(r"axios"),
    "newsweek": _names(r"newsweek"),
    "voa": _names(r"voz de américa", r"voice of america"),
    "dw": _names(r"deutsche welle"),
    "telemundo": _names(r"telemundo"),
    "univision": _names(r"univisión"),
    "insight_crime": _names(r"insight ?crime"),
    "bellingcat": _names(r"bellingcat"),
    "intelligence_online": _names(r"intelligence online"),
    "le_monde": _names(r"le monde"),
    "spiegel": _names(r"der spiegel"),
    "infobae": _names(r"infobae"),
    "milenio": _names(r"milenio(?: televisión| tv| diario)?"),
    "el_universal": _names(r"el universal"),
    "reforma": _names(r"(?<=diario )reforma", r"(?<=periódico )reforma", r"(?<=según )reforma", r"grupo reforma"),
    "la_jornada": _names(r"la jornada"),
    "proceso": _names(r"(?<=revista )proceso", r"(?<=semanario )proceso"),
    "excelsior": _names(r"excélsior"),
    "el_heraldo": _names(r"el heraldo(?: de méxico)?"),
    "el_financiero": _names(r"el financiero"),
    "el_economista": _names(r"el economista"),
    "animal_politico": _names(r"animal político"),
    "aristegui": _names(r"aristegui noticias"),
    "latinus": _names(r"latinus"),
    "televisa": _names(r"televisa", r"n\+"),
    "tv_azteca": _names(r"tv azteca"),
    "telediario": _names(r"telediario"),
    "la_razon": _names(r"la razón"),
    "sin_embargo": _names(r"(?<=portal )sin ?embargo", r"sinembargo"),
    "el_sol": _names(r"el sol de \w+"),
    "el_pais": _names(r"(?<=diario )el país", r"elpais\.com"),
    "el_mundo": _names(r"(?<=diario )el mundo"),
    "abc_es": _names(r"(?<=diario )abc"),
    "la_vanguardia": _names(r"la vanguardia"),
    "el_confidencial": _names(r"el confidencial"),
    "clarin": _names(r"clarín"),
    "la_nacion": _names(r"(?<=diario )la nación"),
    "canal26": _names(r"canal ?26"),
    "semana": _names(r"(?<=revista )semana"),
    "el_tiempo": _names(r"(?<=diario )el tiempo"),
    "kyiv_post": _names(r"kyiv post"),
    "kyiv_independent": _names(r"kyiv independent"),
    "ukrainska_pravda": _names(r"ukrainska pravda", r"українськ\w+ правд\w+"),
    "meduza": _names(r"meduza"),
    "lenta": _names(r"lenta\.ru", r"лента\.ру"),
    "kommersant": _names(r"kommersant", r"коммерсант\w*"),
    "rbc": _names(r"рбк"),
    "mk": _names(r"московск\w+ комсомол\w+"),
}

OUTLETS: dict[str, re.Pattern[str]] = {**STATE_MEDIA, **WIRES, **PRESS}
"""Everybody who publishes; what is not here or in OFFICIALS can still be found by UNLISTED and VIA."""

_NAME = r"[«\"“'‘]?(?P<name>[^\W\d_][\w.&+-]*(?: (?:(?:de|del|la|el|of) )?[^\W\d_][\w.&+-]*){0,2})"
UNLISTED = folded_pattern(
    rf"(?<![^\W_]){_PRESS} (?:(?:mexican|ruso|rusa|espanol|estadounidens|local|frances|digital|colombian)\w* )?{_NAME}"
)
VIA = folded_pattern(
    r"(?<![^\W_])(?:con información de|acredita a|fuente:|tomado de|retomado de|originally published (?:by|in|on)"
    r"|источник:|по материалам)"
    rf" (?:el diario |la agencia )?{_NAME}"
)
