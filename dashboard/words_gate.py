"""The words of the door, by language and key; dashboard/words.py hands them out."""

WORDS_OF_GATE: dict[str, dict[str, str]] = {
    "en": {
        "gate_title": "Please sign in",
        "gate_enter": "Sign in",
        "gate_unknown": "This address is not on the list of readers. Ask whoever runs this Rastro.",
        "gate_broken": "Signing in is asked for and cannot be done here: see docs/threat-model.md, “Behind a proxy”.",
    },
    "es": {
        "gate_title": "Inicie sesión",
        "gate_enter": "Iniciar sesión",
        "gate_unknown": "Esta dirección no está en la lista de lectores. Pregunte a quien administra este Rastro.",
        "gate_broken": "Se pide iniciar sesión y aquí no es posible: véase docs/threat-model.md, «Behind a proxy».",
    },
}
