"""The words of the Narrative page's pictures, of what changed in a week and of past moments, by language and key."""

WORDS_OF_STORY: dict[str, dict[str, str]] = {
    "en": {
        "routes": "By which text it came",
        "routes_alt": "Lines from origins and texts to outlets, each with evidence; the table below holds the same lines.",
        "routes_table": "The lines, their items and what they rest on",
        "routes_note": "A line rests on the words in “evidence” or on shared wording; without evidence there is none. “Decided” is not ticked where it can be one of several, or the order of the two is not known.",
        "came_from": "Came by",
        "line_evidence": "Evidence",
        "line_decided": "Decided",
        "by_person": "a person says so",
        "treated": "How it was treated over time",
        "treated_alt": "Bars: items a day, week or month by frame; the table below holds the same numbers.",
        "no_day": "Without a day",
        "frame_column": "Frame",
    },
    "es": {
        "routes": "De qué texto viene",
        "routes_alt": "Líneas de orígenes y textos a medios, cada una con su prueba; la tabla de abajo tiene las mismas líneas.",
        "routes_table": "Las líneas, sus notas y en qué se apoyan",
        "routes_note": "Una línea se apoya en las palabras de «prueba» o en redacción compartida; sin prueba no la hay. «Decidido» no está marcado donde puede ser uno de varios o no se sabe el orden de los dos.",
        "came_from": "Viene de",
        "line_evidence": "Prueba",
        "line_decided": "Decidido",
        "by_person": "lo dice una persona",
        "treated": "Cómo se trató con el tiempo",
        "treated_alt": "Barras: notas por día, semana o mes según el encuadre; la tabla de abajo tiene los mismos números.",
        "no_day": "Sin día",
        "frame_column": "Encuadre",
    },
}  # fmt: skip
