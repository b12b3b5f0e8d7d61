"""A key and values in, the English or Spanish words of a chart out."""

from typing import Any

from dashboard.charts.words_story import WORDS_OF_STORY
from dashboard.formats import number

WORDS: dict[str, dict[str, str]] = {
    "en": {
        # kinds of treatment, as the legend names them
        "origin": "origin",
        "asserts": "asserts it",
        "attributes": "attributes it to others",
        "denies": "denies it or reports a denial",
        "fact_check": "fact-check",
        "analysis": "analysis",
        "undecided": "not judged yet",
        "night": "night (22–6 h)",
        "by_interval": "some time within the bar",
        "by_month": "month only",
        # who
        "outlets_mx.one": "{n} Mexican outlet",
        "outlets_mx.many": "{n} Mexican outlets",
        "outlets_all.one": "{n} outlet",
        "outlets_all.many": "{n} outlets",
        "outlets_in.one": "{n} outlet in {country}",
        "outlets_in.many": "{n} outlets in {country}",
        # frames by outlet or narrative
        "frames.title": "{who}: {parts}",
        "frames.mentions.one": "{n} mention",
        "frames.mentions.many": "{n} mentions",
        "frames.asserts": "{n} asserted",
        "frames.attributes": "{n} attributed",
        "frames.against": "{n} denied or checked",
        "frames.none": "No mention to draw",
        "frames.measure": "Mentions (one item and one narrative each) by frame, all time.",
        "frames.more.one": "{n} more outlet is in the table only.",
        "frames.more.many": "{n} more outlets are in the table only.",
        "frames.drafted": "Frames are the matcher's unless a person judged them.",
        # coverage by day
        "days.title": "{name}: watched on {n} of the last {all} days",
        "days.gaps.one": ", with a gap on {n}",
        "days.gaps.many": ", with gaps on {n}",
        "days.measure": (
            "Share of each day in which a feed was watched, Mexico City days. Darker: more of the day; "
            "×: something may have passed unseen; blank: not watched."
        ),
        "days.more.one": "{n} more feed is in the table only.",
        "days.more.many": "{n} more feeds are in the table only.",
        "days.none": "Not watched in these eight weeks",
        "days.hover": "{h} h watched, {gap} h with a gap",
        # who first
        "lane.none": "{name}: no pick-up among these items",
        "lane.none_mx": "{name}: no Mexican outlet among these items",
        "lane.carried": "{name}: {who} carried it",
        "lane.carried_by": "{name}: {who} carried it by {day}",
        "lane.only": "{title}: {outlet}, {lag}",
        "lane.only_bare": "{title}: {outlet}",
        "lane.first": "{title}; first: {outlet}, {lag}",
        "lane.first_bare": "{title}; first: {outlet}",
        "lane.first_before": "{title}; first: {outlet}, dated before the origin",
        "lane.before.one": "{n} outlet is dated before the origin.",
        "lane.before.many": "{n} outlets are dated before the origin.",
        "lane.unknown": "{title}; which was first is not known",
        "lane.empty": "{name}: nothing to draw, no item carries it yet",
        "lane.measure": "Each outlet's first item in Mexico City time; labels give the time from the origin.",
        "lane.measure_bare": "Each outlet's first item in Mexico City time; no origin with a date is known.",
        "lane.elsewhere.one": "{n} outlet from another country is not shown.",
        "lane.elsewhere.many": "{n} outlets from other countries are not shown.",
        "lane.band_exact": "origin: {a}",
        "lane.band": "origin: between {a} and {b}",
        "lane.undated": "date unknown",
        "lane.more.one": "and {n} more outlet, later or undated",
        "lane.more.many": "and {n} more outlets, later or undated",
        "lane.between": "between {a} and {b}",
        "lane.after": "after the origin: {lag}",
        "lane.known": "Dates known: {parts}.",
        "lane.by_minute": "{n} to the minute",
        "lane.by_hour": "{n} to the hour",
        "lane.by_day": "{n} by the day only",
        "lane.by_month": "{n} by the month",
        "lane.by_nothing": "{n} undated",
        "lane.against.one": "Among the pick-ups, {n} denies it, reports a denial or checks it.",
        "lane.against.many": "Among the pick-ups, {n} deny it, report a denial or check it.",
        "coverage": (
            "Imported items carry no coverage: an outlet that is missing here is not shown to have been silent."
        ),
        # how fast
        "curve.empty": "No pick-up with a date to draw",
        "curve.title": "{name}: {who} took it up within {h} h",
        "curve.title_range": "{name}: between {low} and {who} took it up within {h} h",
        "curve.most": "{name} went furthest in {h} h: {who} took it up",
        "curve.most_range": "{name} went furthest in {h} h: between {low} and {who} took it up",
        "curve.no_most": "Which narrative went furthest in {h} h is not known: the counts overlap",
        "curve.tie": "{k} narratives went furthest in {h} h: {who} each took them up",
        "curve.none_all": "No outlet is known to have taken one of these up within {h} h",
        "curve.outlets": "outlets",
        "curve.before.one": "{n} outlet dated before the origin is not counted.",
        "curve.before.many": "{n} outlets dated before the origin are not counted.",
        "curve.none": "{name}: no outlet is known to have taken it up within {h} h",
        "curve.measure": (
            "Outlets that assert or attribute it, counted in this data (not a share of all watched outlets), by hours "
            "since the origin. Thick line: certain by then; thin line: the earliest the dates allow."
        ),
        "curve.end": "{k} of {n} that carried it",
        "curve.end_running": "{k} of {n}, so far",
        "curve.so_far": "{title}, so far",
        "curve.hours": "hours since the origin",
        "curve.hover_low": "at least {k} by +{h} h",
        "curve.hover_high": "at most {k} by +{h} h",
        "curve.unplaced.one": "{n} outlet dated to a month or not at all cannot be placed.",
        "curve.unplaced.many": "{n} outlets dated to a month or not at all cannot be placed.",
        "curve.against": "Denials and fact-checks are not take-ups.",
        "curve.dropped.one": "{n} narrative more is not drawn.",
        "curve.dropped.many": "{n} narratives more are not drawn.",
        # the week
        "week.title.one": "{n} item this week",
        "week.title.many": "{n} items this week",
        "week.none": "No item is dated to a day of this week",
        "week.change": "{title} ({change} against the week before)",
        "week.change_days": "{title} ({change} against the same days of the week before)",
        "week.same": "{title} (as many as the week before)",
        "week.most": "{title}; most: {name}",
        "week.rise": "{title}; largest rise: {name}",
        "week.empty": "No narrative to draw for this week",
        "week.measure": "Items dated to a day, {a} to {b}, Mexico City.",
        "week.legend": "· none seen",
        "week.legend_gap": "n/d: no data",
        "week.legend_running": "*: until {t}, compared with the same weekdays",
        "week.legend_gap_compared": "†: compared over days without data",
        "week.weeks": "last 8\nweeks",
        "week.first": "{title} (none the week before)",
        "week.total": "this\nweek",
        "week.against": "against\nthe last",
        "week.month": "month\nonly",
        "week.new": "new",
        "week.equal": "same",
        "week.gap": "n/d",
        "week.more.one": "{n} narrative more is not drawn.",
        "week.more.many": "{n} narratives more are not drawn.",
        "week.undated.one": "{n} item dated only to a month that touches this week is in no day and no total.",
        "week.undated.many": "{n} items dated only to a month that touches this week are in no day and no total.",
        "week.hover.one": "{n} item",
        "week.hover.many": "{n} items",
        # a search
        "found.items.one": "{n} item",
        "found.items.many": "{n} items",
        "found.title": "{items} known to the day; most: {when} ({n})",
        "found.none": "Nothing found is known to the day",
        "found.asked": "Search: “{asked}”.",
        "found.all": "All items under these filters.",
        "found.by_day": "Items a day, by the day the outlet states.",
        "found.by_week": "Items a week (from Monday), by the day the outlet states.",
        "found.by_month": "Items a month, by the day the outlet states.",
        "found.week": "{first} to {last}",
        "found.empty": "No bar means none in this data: "
        "what came while nobody watched is missing, and imported items say nothing about days without any.",
        "found.undayed.one": "{n} more, known no better than to the month, is not drawn.",
        "found.undayed.many": "{n} more, known no better than to the month, are not drawn.",
    },
    "es": {
        "origin": "origen",
        "asserts": "lo afirma",
        "attributes": "lo atribuye a otros",
        "denies": "lo niega o informa del desmentido",
        "fact_check": "verificación",
        "analysis": "análisis",
        "undecided": "sin clasificar",
        "night": "noche (22–6 h)",
        "by_interval": "en algún momento de la barra",
        "by_month": "solo el mes",
        "outlets_mx.one": "{n} medio mexicano",
        "outlets_mx.many": "{n} medios mexicanos",
        "outlets_all.one": "{n} medio",
        "outlets_all.many": "{n} medios",
        "outlets_in.one": "{n} medio de {country}",
        "outlets_in.many": "{n} medios de {country}",
        # frames by outlet or narrative
        "frames.title": "{who}: {parts}",
        "frames.mentions.one": "{n} mención",
        "frames.mentions.many": "{n} menciones",
        "frames.asserts": "{n} afirmadas",
        "frames.attributes": "{n} atribuidas",
        "frames.against": "{n} desmentidas o verificadas",
        "frames.none": "Ninguna mención que dibujar",
        "frames.measure": "Menciones (una nota y una narrativa cada una) por encuadre, de todo el tiempo.",
        "frames.more.one": "{n} medio más está solo en la tabla.",
        "frames.more.many": "{n} medios más están solo en la tabla.",
        "frames.drafted": "Los encuadres son del comparador, salvo los que juzgó una persona.",
        # coverage by day
        "days.title": "{name}: vigilado {n} de los últimos {all} días",
        "days.gaps.one": ", con hueco en {n}",
        "days.gaps.many": ", con huecos en {n}",
        "days.measure": (
            "Parte de cada día en que se vigiló un feed, días de la Ciudad de México. Más oscuro: más del día; "
            "×: algo pudo pasar sin verse; en blanco: no se vigiló."
        ),
        "days.more.one": "{n} feed más está solo en la tabla.",
        "days.more.many": "{n} feeds más están solo en la tabla.",
        "days.none": "No se vigiló en estas ocho semanas",
        "days.hover": "{h} h vigiladas, {gap} h con hueco",
        # who first
        "lane.none": "{name}: nadie la retoma en estos datos",
        "lane.none_mx": "{name}: ningún medio mexicano en estos datos",
        "lane.carried": "{name}: en {who}",
        "lane.carried_by": "{name}: en {who} hasta el {day}",
        "lane.only": "{title}: {outlet}, {lag}",
        "lane.only_bare": "{title}: {outlet}",
        "lane.first": "{title}; el primero: {outlet}, {lag}",
        "lane.first_bare": "{title}; el primero: {outlet}",
        "lane.first_before": "{title}; el primero: {outlet}, con fecha anterior al origen",
        "lane.before.one": "{n} medio lleva fecha anterior al origen.",
        "lane.before.many": "{n} medios llevan fecha anterior al origen.",
        "lane.unknown": "{title}; no se sabe cuál fue el primero",
        "lane.empty": "{name}: nada que dibujar, ninguna publicación la recoge todavía",
        "lane.measure": (
            "Primera publicación de cada medio, hora de la Ciudad de México; la etiqueta es el tiempo desde el origen."
        ),
        "lane.measure_bare": (
            "Primera publicación de cada medio, hora de la Ciudad de México; no se conoce un origen con fecha."
        ),
        "lane.elsewhere.one": "No se muestra {n} medio de otro país.",
        "lane.elsewhere.many": "No se muestran {n} medios de otros países.",
        "lane.band_exact": "origen: {a}",
        "lane.band": "origen: entre {a} y {b}",
        "lane.undated": "fecha desconocida",
        "lane.more.one": "y {n} medio más, posterior o sin fecha",
        "lane.more.many": "y {n} medios más, posteriores o sin fecha",
        "lane.between": "entre {a} y {b}",
        "lane.after": "tras el origen: {lag}",
        "lane.known": "Fechas conocidas: {parts}.",
        "lane.by_minute": "{n} al minuto",
        "lane.by_hour": "{n} a la hora",
        "lane.by_day": "{n} solo por el día",
        "lane.by_month": "{n} por el mes",
        "lane.by_nothing": "{n} sin fecha",
        "lane.against.one": "De los medios que la recogen, {n} la niega, informa del desmentido o la verifica.",
        "lane.against.many": "De los medios que la recogen, {n} la niegan, informan del desmentido o la verifican.",
        "coverage": ("Los datos importados no traen cobertura: que un medio falte aquí no demuestra que haya callado."),
        "curve.empty": "Ninguna recogida con fecha que dibujar",
        "curve.title": "{name}: recogida por {who} en {h} h",
        "curve.title_range": "{name}: recogida por entre {low} y {who} en {h} h",
        "curve.most": "{name} llegó más lejos en {h} h: a {who}",
        "curve.most_range": "{name} llegó más lejos en {h} h: entre {low} y {who}",
        "curve.no_most": "No se sabe qué narrativa llegó más lejos en {h} h: las cuentas se solapan",
        "curve.tie": "{k} narrativas llegaron más lejos en {h} h: a {who} cada una",
        "curve.none_all": "De ningún medio consta que recogiera alguna de ellas en {h} h",
        "curve.outlets": "medios",
        "curve.before.one": "No se cuenta {n} medio con fecha anterior al origen.",
        "curve.before.many": "No se cuentan {n} medios con fecha anterior al origen.",
        "curve.none": "{name}: de ningún medio consta que la recogiera en {h} h",
        "curve.measure": (
            "Medios que la afirman o la atribuyen, contados en estos datos (no es una parte de todos los vigilados), "
            "en horas desde el origen. Línea gruesa: seguro para entonces; fina: lo más temprano que admite la fecha."
        ),
        "curve.end": "{k} de {n} que la publicaron",
        "curve.end_running": "{k} de {n}, por ahora",
        "curve.so_far": "{title}, por ahora",
        "curve.hours": "horas desde el origen",
        "curve.hover_low": "al menos {k} a las +{h} h",
        "curve.hover_high": "como mucho {k} a las +{h} h",
        "curve.unplaced.one": "{n} medio con fecha solo de mes o sin fecha no se puede situar.",
        "curve.unplaced.many": "{n} medios con fecha solo de mes o sin fecha no se pueden situar.",
        "curve.against": "Desmentidos y verificaciones no cuentan como recogida.",
        "curve.dropped.one": "No se dibuja {n} narrativa más.",
        "curve.dropped.many": "No se dibujan {n} narrativas más.",
        "week.title.one": "{n} publicación esta semana",
        "week.title.many": "{n} publicaciones esta semana",
        "week.none": "Ninguna publicación lleva fecha de un día de esta semana",
        "week.change": "{title} ({change} frente a la anterior)",
        "week.change_days": "{title} ({change} frente a los mismos días de la anterior)",
        "week.same": "{title} (las mismas que la anterior)",
        "week.most": "{title}; la mayor: {name}",
        "week.rise": "{title}; la que más crece: {name}",
        "week.empty": "Ninguna narrativa que dibujar esta semana",
        "week.measure": "Publicaciones con fecha de día, del {a} al {b}, Ciudad de México.",
        "week.legend": "· ninguna vista",
        "week.legend_gap": "s/d: sin datos",
        "week.legend_running": "*: hasta las {t}, comparada con los mismos días",
        "week.legend_gap_compared": "†: comparada con días sin datos",
        "week.weeks": "últimas 8\nsemanas",
        "week.first": "{title} (ninguna la anterior)",
        "week.total": "esta\nsemana",
        "week.against": "frente a\nla anterior",
        "week.month": "solo\nel mes",
        "week.new": "nueva",
        "week.equal": "igual",
        "week.gap": "s/d",
        "week.more.one": "No se dibuja {n} narrativa más.",
        "week.more.many": "No se dibujan {n} narrativas más.",
        "week.undated.one": (
            "{n} publicación con fecha solo de un mes que toca esta semana no está en ningún día ni total."
        ),
        "week.undated.many": (
            "{n} publicaciones con fecha solo de un mes que toca esta semana no están en ningún día ni total."
        ),
        "week.hover.one": "{n} publicación",
        "week.hover.many": "{n} publicaciones",
        "found.items.one": "{n} nota",
        "found.items.many": "{n} notas",
        "found.title": "{items} con día conocido; el máximo: {when} ({n})",
        "found.none": "De nada de lo encontrado se conoce el día",
        "found.asked": "Búsqueda: «{asked}».",
        "found.all": "Todas las notas con estos filtros.",
        "found.by_day": "Notas por día, según el día que indica el medio.",
        "found.by_week": "Notas por semana (desde el lunes), según el día que indica el medio.",
        "found.by_month": "Notas por mes, según el día que indica el medio.",
        "found.week": "{first} al {last}",
        "found.empty": "Sin barra: ninguna en estos datos. "
        "Falta lo que salió cuando nadie miraba, y las notas importadas no dicen nada de los días sin notas.",
        "found.undayed.one": "{n} más, de la que solo se sabe el mes o nada, no se dibuja.",
        "found.undayed.many": "{n} más, de las que solo se sabe el mes o nada, no se dibujan.",
    },
}

for _lang, _words in WORDS_OF_STORY.items():
    WORDS[_lang] |= _words


def word(key: str, lang: str, **values: Any) -> str:
    """Return the text of the key; values fill its braces and are escaped already if they come from a feed."""
    return WORDS[lang][key].format(**values)


def counted(key: str, n: int, lang: str, **values: Any) -> str:
    """Return the text of the key in singular or plural, with {n} filled in."""
    return word(f"{key}.one" if n == 1 else f"{key}.many", lang, n=number(n), **values)


def outlets_of(country: str | None, n: int, lang: str) -> str:
    """Return "10 Mexican outlets", "1 outlet", "3 outlets in AR"; None means every country."""
    if country is None:
        return counted("outlets_all", n, lang)
    return counted("outlets_mx", n, lang) if country == "MX" else counted("outlets_in", n, lang, country=country)
