"""The words that lead from a number to its items, by language and key; dashboard/words.py hands them out."""

WORDS_OF_LINKS: dict[str, dict[str, str]] = {
    "en": {
        "week_behind": "The items behind these numbers",
        "week_behind_note": "A row is one item and one narrative, as the tiles and the picture count them; without a day: dated only to a month that the week touches, and in no total.",
        "week_behind_none": "No item stands behind this week: its numbers are zero, or nobody watched.",
        "week_behind_cut": "The first {n} rows are shown; the Search page lists all.",
        "week_behind_which": "Narrative",
        "week_behind_all": "All narratives",
        "stale": "This snapshot is {age} old: what was collected since is not in it.",
        "briefing_broken": "The picture {name} cannot be read; `rastro brief` writes it again.",
        "no_narratives": "This snapshot follows no narrative yet: `rastro match` reads the narrative files and publishes a new one.",
        "unreadable": "The snapshot {name} cannot be read. Nothing is lost: the database is another file. `rastro health` says what is wrong; `rastro match` publishes a new one.",
        "all_held.one": "Its one item, in Search",
        "all_held.many": "All its {n} items, in Search",
        "reuse_unmarked": "No run of {run} words or more stands in what is kept of both: the share was counted on wording that is not kept in readable form here, or that has changed since.",
    },
    "es": {
        "week_behind": "Las notas detrás de estos números",
        "week_behind_note": "Una fila es una nota y una narrativa, como las cuentan los recuadros y la imagen; sin día: fechada solo a un mes que la semana toca, y en ningún total.",
        "week_behind_none": "Ninguna nota hay detrás de esta semana: sus números son cero, o nadie vigiló.",
        "week_behind_cut": "Se muestran las primeras {n} filas; la página Buscar las lista todas.",
        "week_behind_which": "Narrativa",
        "week_behind_all": "Todas las narrativas",
        "stale": "Esta instantánea tiene {age}: lo recogido desde entonces no está en ella.",
        "briefing_broken": "No se puede leer la imagen {name}; `rastro brief` la escribe de nuevo.",
        "no_narratives": "Esta instantánea aún no sigue ninguna narrativa: `rastro match` lee los archivos de narrativas y publica una nueva.",
        "unreadable": "No se puede leer la instantánea {name}. Nada se ha perdido: la base es otro archivo. `rastro health` dice qué falla; `rastro match` publica una nueva.",
        "all_held.one": "Su única nota, en Buscar",
        "all_held.many": "Todas sus {n} notas, en Buscar",
        "reuse_unmarked": "Ninguna serie de {run} palabras o más está en lo que se conserva de ambas: la parte se contó sobre una redacción que aquí no se guarda de forma legible, o que cambió desde entonces.",
    },
}
