"""A key and a language in, the words of the pages out; charts have their own in dashboard/charts/words.py."""

from dashboard.words_briefing import WORDS_OF_BRIEFING
from dashboard.words_gate import WORDS_OF_GATE
from dashboard.words_items import CODES_OF_ITEMS, WORDS_OF_ITEMS
from dashboard.words_links import WORDS_OF_LINKS
from dashboard.words_outlets import CODES_OF_OUTLETS, WORDS_OF_OUTLETS
from dashboard.words_review import WORDS_OF_REVIEW
from dashboard.words_rooms import WORDS_OF_ROOMS
from dashboard.words_story import WORDS_OF_STORY

LANGUAGES = {"en": "English", "es": "Español"}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "week": "Week",
        "week_help": "What the tracked narratives did in one week.",
        "narrative": "Narrative",
        "narrative_help": "Who carried one narrative, when, by which route and in which frame.",
        "language": "Language",
        "scope": "Outlets",
        "scope_MX": "Mexico",
        "scope_all": "All countries",
        "choose_week": "Week",
        "choose_narrative": "Narrative",
        "as_of": "Data as of {when}; times without a zone are Mexico City's",
        "not_coordination": "Repeating a story does not prove coordination, or that an outlet knows where it came from. "
        "A label describes one item, never an outlet.",
        "no_snapshot": "Nothing has been published yet. Run `rastro demo`, or `rastro import FILE` and `rastro match`.",
        "no_data": "No item that carries a tracked narrative is dated to the day or better.",
        "last_week": "The last week with data is shown: {week}. Nothing later is in this snapshot.",
        "unknown_choice": "The link asks for “{asked}”, which is not there; “{shown}” is shown instead.",
        "week_title": "Narratives in the week of {first} to {last}",
        "kpi_items": "Items that carry a narrative",
        "kpi_items_delta": "{n} the week before",
        "kpi_outlets": "Outlets",
        "kpi_outlets_note": "that carried one",
        "kpi_narratives": "Narratives",
        "kpi_narratives_note": "of {n} tracked",
        "kpi_review": "Waiting for a person",
        "kpi_review_note": "in all weeks",
        "table": "The same numbers as a table",
        "open_narrative": "Open a narrative",
        "claim": "The claim",
        "accused": "Accuses",
        "since": "Counted since",
        "until": "Counted until",
        "neighbours": "Near-misses that do not count ({n})",
        "sources": "Sources and fact-checks",
        "source": "source",
        "fact_check": "fact-check",
        "note": "Note",
        "origin": "Origin",
        "origin_known": "Out between {first} and {last} (Mexico City), by one of: {outlets}",
        "origin_unknown": "No dated item of an outlet with an origin role is in the data.",
        "nobody": "No item in this snapshot carries this narrative.",
        "ledger": "The ledger: first mention of each outlet",
        "ledger_note": "Rows stand in the order of the middle of each interval. Only where “order sure” is ticked does "
        "the data decide the order. Times are Mexico City's; the end of an interval is included.",
        "items": "All items",
        "items_note": "“First seen” is our clock: for imported items it is the time of the import.",
        "outlet": "Outlet",
        "country": "Country",
        "role": "Role",
        "item": "Item",
        "title": "Title",
        "earliest": "Earliest",
        "latest": "Latest",
        "precision": "Known to the",
        "basis": "Known from",
        "lag_min": "Lag ≥ h",
        "lag_max": "Lag ≤ h",
        "frame": "Frame",
        "route": "Route",
        "certain": "Order certain",
        "first_seen": "First seen",
        "decision": "Decision",
        "probability": "Probability",
        "judged": "Judged",
        "day": "Day",
        "total": "Week",
        "month_only": "Dated to the month only",
        "permalink": "Permalink: the address of this page holds every choice.",
        "chart_week_alt": "Heat picture of items per narrative and day; the table below holds the same numbers.",
        "chart_swim_alt": "Who carried the narrative and when, as intervals; the ledger below holds the same numbers.",
        "chart_curve_alt": "How many outlets had adopted the narrative by when, at least and at most.",
        "not_found": "Page not found",
    },
    "es": {
        "week": "Semana",
        "week_help": "Qué hicieron en una semana las narrativas vigiladas.",
        "narrative": "Narrativa",
        "narrative_help": "Quién llevó una narrativa, cuándo, por qué ruta y con qué encuadre.",
        "language": "Idioma",
        "scope": "Medios",
        "scope_MX": "México",
        "scope_all": "Todos los países",
        "choose_week": "Semana",
        "choose_narrative": "Narrativa",
        "as_of": "Datos al {when}; las horas sin huso son de la Ciudad de México",
        "not_coordination": "Repetir una historia no prueba coordinación, ni que el medio sepa de dónde viene. "
        "Una etiqueta describe una nota, nunca a un medio.",
        "no_snapshot": "Aún no se ha publicado nada. Ejecute `rastro demo`, o `rastro import ARCHIVO` y `rastro match`.",
        "no_data": "Ninguna nota que lleve una narrativa vigilada tiene fecha de día o mejor.",
        "last_week": "Se muestra la última semana con datos: {week}. Esta instantánea no contiene nada posterior.",
        "unknown_choice": "El enlace pide «{asked}», que no está; se muestra «{shown}».",
        "week_title": "Narrativas en la semana del {first} al {last}",
        "kpi_items": "Notas que llevan una narrativa",
        "kpi_items_delta": "{n} la semana anterior",
        "kpi_outlets": "Medios",
        "kpi_outlets_note": "que llevaron una",
        "kpi_narratives": "Narrativas",
        "kpi_narratives_note": "de {n} vigiladas",
        "kpi_review": "Esperan a una persona",
        "kpi_review_note": "en todas las semanas",
        "table": "Los mismos números en una tabla",
        "open_narrative": "Abrir una narrativa",
        "claim": "La afirmación",
        "accused": "Acusa a",
        "since": "Se cuenta desde",
        "until": "Se cuenta hasta",
        "neighbours": "Parecidas que no cuentan ({n})",
        "sources": "Fuentes y verificaciones",
        "source": "fuente",
        "fact_check": "verificación",
        "note": "Nota",
        "origin": "Origen",
        "origin_known": "Salió entre {first} y {last} (Ciudad de México), por uno de: {outlets}",
        "origin_unknown": "Los datos no tienen ninguna nota fechada de un medio con papel de origen.",
        "nobody": "Ninguna nota de esta instantánea lleva esta narrativa.",
        "ledger": "El registro: primera mención de cada medio",
        "ledger_note": "Las filas siguen el punto medio de cada intervalo. Solo donde «orden cierto» está marcado deciden "
        "los datos el orden. Horas de la Ciudad de México; el final del intervalo está incluido.",
        "items": "Todas las notas",
        "items_note": "«Vista» es nuestro reloj: en notas importadas, la hora de la importación.",
        "outlet": "Medio",
        "country": "País",
        "role": "Papel",
        "item": "Nota",
        "title": "Título",
        "earliest": "Lo más pronto",
        "latest": "Lo más tarde",
        "precision": "Se sabe el",
        "basis": "Se sabe por",
        "lag_min": "Retr. ≥ h",
        "lag_max": "Retr. ≤ h",
        "frame": "Encuadre",
        "route": "Ruta",
        "certain": "Orden seguro",
        "first_seen": "Vista",
        "decision": "Decisión",
        "probability": "Probabilidad",
        "judged": "Juzgada",
        "day": "Día",
        "total": "Semana",
        "month_only": "Solo se sabe el mes",
        "permalink": "Enlace permanente: la dirección de esta página guarda cada elección.",
        "chart_week_alt": "Mapa de calor de notas por narrativa y día; la tabla de abajo tiene los mismos números.",
        "chart_swim_alt": "Quién llevó la narrativa y cuándo, en intervalos; el registro tiene los mismos números.",
        "chart_curve_alt": "Cuántos medios habían adoptado la narrativa y para cuándo, como mínimo y como máximo.",
        "not_found": "Página no encontrada",
    },
}

CODES: dict[str, dict[str, str]] = {
    "en": {
        "origin": "origin", "pick-up": "pick-up", "asserts": "asserts", "attributes": "attributes",
        "analysis": "analysis", "reports_denial": "reports a denial", "denies": "denies", "fact_check": "fact-check",
        "second": "second", "minute": "minute", "hour": "hour", "day": "day", "month": "month", "unknown": "unknown",
        "state_media": "state media", "embassy": "embassy", "tass": "TASS", "efe": "EFE", "europapress": "Europa Press",
        "other_outlet": "another outlet", "own": "own rewriting", "feed": "feed", "page": "page", "url": "address",
        "text": "text", "import": "import", "inferred": "inferred", "yes": "carries it", "review": "to review",
    },
    "es": {
        "origin": "origen", "pick-up": "recogida", "asserts": "afirma", "attributes": "atribuye",
        "analysis": "análisis", "reports_denial": "cuenta un desmentido", "denies": "desmiente",
        "fact_check": "verificación", "second": "segundo", "minute": "minuto", "hour": "hora", "day": "día",
        "month": "mes", "unknown": "desconocido", "state_media": "medios estatales", "embassy": "embajada",
        "tass": "TASS", "efe": "EFE", "europapress": "Europa Press", "other_outlet": "otro medio",
        "own": "redacción propia", "feed": "feed", "page": "página", "url": "dirección", "text": "texto",
        "import": "importación", "inferred": "deducido", "yes": "la lleva", "review": "por revisar",
    },
}  # fmt: skip
for _lang in LANGUAGES:  # a file a group of pages: one would be too long to find a sentence in
    WORDS[_lang] |= WORDS_OF_REVIEW[_lang] | WORDS_OF_OUTLETS[_lang] | WORDS_OF_ROOMS[_lang] | WORDS_OF_GATE[_lang]
    CODES[_lang] |= CODES_OF_OUTLETS[_lang]
    WORDS[_lang] |= WORDS_OF_ITEMS[_lang] | WORDS_OF_BRIEFING[_lang]
    CODES[_lang] |= CODES_OF_ITEMS[_lang]
    WORDS[_lang] |= WORDS_OF_STORY[_lang] | WORDS_OF_LINKS[_lang]
UNDECIDED = {"en": "undecided", "es": "sin decidir"}


def t(key: str, lang: str, **values: object) -> str:
    """Return a sentence in a language, its {names} filled in. Raises KeyError for a key that is not there."""
    return WORDS[lang][key].format(**values)


def code(value: str | None, lang: str) -> str:
    """Return a word of a closed set (frame, route, precision ...) in a language; None is "undecided"."""
    return UNDECIDED[lang] if value is None else CODES[lang].get(value, value)
