"""An item's words and what is stated about their language in; an ISO 639-1 code or None out."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

# What the registry's outlets write, and what is quoted in them; fewer rivals make short texts surer.
LANGUAGES = ("ar", "ca", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk", "zh")

# Measured on the 192 titles of data/cases/coverage.csv (nine languages): at 0.7 and more, 191 are decided and all
# of them right; with their summaries all 192 are decided and right.
CONFIDENCE = 0.7
LETTERS = 20  # fewer are a name or a number more often than a sentence
READ_CHARACTERS = 240  # by the classifier: a title and a sentence make it sure, and each character costs
LINK_CHARACTERS = 500  # looked through for linking words, which is cheap

# Words that hold sentences together. Where those of one language are many and no other's come near, the classifier
# is not asked: it costs several times as much, and 50 MB in the one process that asks it.
_LINKING_WORDS = {
    "ca": "el la els les un una dels amb per que en al als del es va ser més com són ha aquest",
    "de": "der die das und in den von zu mit für auf ist im dem nicht ein eine als auch es des sich",
    "en": "the of and to in for on with that is was by as at from has have be it are an his its will who",
    "es": "el la los las del al una un con por para que y en de su sus se lo más fue ha como según sobre este entre"
    " hasta desde cuando donde pero porque sin también años dijo está muy ya tras luego durante cada había",
    "fr": "le la les des du de un une et en dans pour sur que qui est au aux par avec pas ce cette son sa ses il",
    "it": "il la gli le del della dei di un una e in per con che non si al alla da nel nella sono è ha",
    "nl": "de het een en van in op dat die te zijn is voor met niet aan er om ook als bij naar uit maar",
    "pl": "w na z się do nie że jest to od za dla przez po jak są co być oraz ze jego ale czy przy jako",
    "pt": "os da dos das um uma em na nos nas com por para que não se ao mais foi como seu sua são pela pelo",
    "ru": "и в на что с по не за из от для его как это о к он у их был до а но",
    "uk": "і в на що з по не за із від для його як це про до він у їх був та але й",
}
_SHARED = Counter(word for words in _LINKING_WORDS.values() for word in set(words.split()))
_WEIGHTS = {code: {word: 1 / _SHARED[word] for word in words.split()} for code, words in _LINKING_WORDS.items()}
LINK_WORDS = 15  # a title alone is too short: a name in another language outweighs it
LINKS, LEAD = 2.0, 2.0  # weight found (1 for a word that no other language has), and times the runner-up's

_CODE = re.compile(r"\s*([a-z]{2})(?:[-_][a-z0-9]{1,8})*\s*", re.IGNORECASE)


def language_of(words: Iterable[str | None], stated: Iterable[str | None]) -> str | None:
    """Return the language that the words are in; where they do not show it, the first one stated.

    `words`: title, summary and text; `stated`: by the entry, its feed and its outlet, in this order.
    """
    known = list(words)
    return plain_language(known) or judged_language(known) or stated_language(stated)


def plain_language(words: Iterable[str | None]) -> str | None:
    """Return the language whose linking words are many, or None if it is not that plain."""
    found = " ".join(word for word in words if word)[:LINK_CHARACTERS].lower().split()
    if len(found) < LINK_WORDS:
        return None
    scores = ((sum(weights.get(word, 0) for word in found), code) for code, weights in _WEIGHTS.items())
    (most, code), (next_most, _) = sorted(scores, reverse=True)[:2]
    return code if most >= LINKS and most >= LEAD * next_most else None


def judged_language(words: Iterable[str | None]) -> str | None:
    """Return what the classifier says, or None if it is not sure or the words are too few."""
    text = " ".join(word for word in words if word)[:READ_CHARACTERS]
    if sum(map(str.isalpha, text)) < LETTERS:
        return None
    language, confidence = _identifier().classify(text)
    return str(language) if confidence >= CONFIDENCE else None


def stated_language(stated: Iterable[str | None]) -> str | None:
    """Return the first language that is stated as a code."""
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
    identifier._full_model = ()  # noqa: SLF001 - 27 MB of languages that are never asked for again
    return identifier
