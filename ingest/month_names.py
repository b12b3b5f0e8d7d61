"""The name of a month in, however it is cut ("Sept", "abr.", "апр"), its number out."""

import unicodedata

SHORTEST = 3

_NAMES = {
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de-at": "jänner feber märz april mai juni juli august september oktober november dezember",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es-pe": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru-of": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "uk-of": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}


def month_of(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its beginning, in any of the languages above; None if it is none."""
    return _MONTHS.get(_folded(word))


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if c.isalnum())


def _beginnings() -> dict[str, int]:
    """Map every beginning of a name that means one month only ("jui" is June or July in French: left out)."""
    meant: dict[str, set[int]] = {}
    for names in _NAMES.values():
        for number, name in enumerate(map(_folded, names.split()), start=1):
            for length in range(SHORTEST, len(name) + 1):
                meant.setdefault(name[:length], set()).add(number)
    return {beginning: numbers.pop() for beginning, numbers in meant.items() if len(numbers) == 1}


_MONTHS = _beginnings()
