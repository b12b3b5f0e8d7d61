"""An item's words and what is stated about their language in; an ISO 639-1 code or None out."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

# What the registry's outlets write, and what is quoted in them; fewer rivals make short texts surer.
LANGUAGES = ("ar", "ca", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk", "zh")

# Measured on the 192 titles of data/cases/coverage.csv (nine languages): at 0.7 and more, 191 are decided and all
# of them right; with their summaries all 192 are decided and right.
CONFIDENCE = 0.7
LETTERS = 20  # fewer are a name or a number more often than a sentence
READ_CHARACTERS = 240  # a title and a sentence: enough to be sure, and the cost grows with every character

_CODE = re.compile(r"\s*([a-z]{2})(?:[-_][a-z0-9]{1,8})*\s*", re.IGNORECASE)


def language_of(words: Iterable[str | None], stated: Iterable[str | None]) -> str | None:
    """Return the language that the words are in; where they do not show it, the first one stated.

    `words`: title, summary and text; `stated`: by the entry, its feed and its outlet, in this order.
    """
    text = " ".join(word for word in words if word)[:READ_CHARACTERS]
    if sum(map(str.isalpha, text)) >= LETTERS:
        language, confidence = _identifier().classify(text)
        if confidence >= CONFIDENCE:
            return str(language)
    return next((code for code in map(code_of, stated) if code), None)


def code_of(stated: str | None) -> str | None:
    """Return the two small letters of a stated language ("es-MX", "ES_mx"), or None if it is no such code."""
    code = _CODE.fullmatch(stated) if stated else None
    return code[1].lower() if code else None


@cache
def _identifier() -> Any:
    # Read on first use: the model takes half a second, and importing a file needs none.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
