"""Marked sentences in, the words by which an item itself checks a claim out; a single word is never enough. Pure."""

from collections.abc import Sequence

from narratives.frame_denial import IS, NEAR, YEAR, is_aside
from narratives.frame_text import Sentence
from narratives.lexicon import Mark

_ABOUT = frozenset({"про", "о", "об", "about", "that", "sobre", "of", "uber", "su"})
_PICTURE = frozenset({"video", "imagen", "foto", "fotografia", "imagenes", "clip", "audio", "снимок", "аудио", "image", "photo", "picture", "footage", "видео", "фото", "imagem", "images", "immagine"})  # fmt: skip
_CHECKED = frozenset({"verificamos", "comprobamos", "comprobar", "checked", "проверили", "verificato", "revisamos", "verifies", "checks", "montaje", "manipulado", "подделкой", "подделка", "misleading", "enganoso", "enganosa"})  # fmt: skip


def check_cue(text: Sequence[Sentence]) -> str | None:
    """Return the words by which the item itself checks the claim or calls it untrue."""
    if not text or text[0].field != "title":
        return None
    title = text[0]
    return _opening(title) or _picture(text, title) or _checking(text, title) or _called_untrue(text, title)


def _opening(title: Sentence) -> str | None:
    """Find a title that opens with its verdict: `Falso: ...`, `Es falso que`, `No, this video does not`."""
    words = title.words()
    colon = words.index(":") if ":" in words[:NEAR] else None
    if colon and any({Mark.CHECKER, Mark.FALSEHOOD} & token.marks for token in title.tokens[:colon]):
        return title.cue(0, colon)
    if len(words) > 3 and words[0] in IS and Mark.FALSEHOOD in title.tokens[1].marks:  # noqa: PLR2004
        return title.cue(0, 2)
    pictured = words[:2] in {("no", ","), ("non", ","), ("nein", ","), ("нет", ","), ("nao", ",")} and _PICTURE & set(
        words
    )
    return title.cue(0, min(4, len(words) - 1)) if pictured else None


def _picture(text: Sequence[Sentence], title: Sentence) -> str | None:
    """Find a picture or a recording in the title, and that it is false there or in the lead."""
    at = next((n for n, token in enumerate(title.tokens) if token.word in _PICTURE and not token.quoted), None)
    if at is None or Mark.SAY in title.marks:
        return None
    dated = any(YEAR.match(token.word) for token in title.tokens)
    false = Mark.FALSEHOOD in title.marks or (dated and any(Mark.FALSEHOOD in sentence.marks for sentence in text))
    return title.cue(at, min(at + NEAR, len(title.tokens) - 1)) if false else None


def _checking(text: Sequence[Sentence], title: Sentence) -> str | None:
    """Find checkers or checking, and in another word what came of it or the question."""
    for sentence in text:
        for position, token in enumerate(sentence.tokens):
            checking = (Mark.CHECKER in token.marks or token.word in _CHECKED) and not _called(sentence, position)
            if checking and not token.quoted and not is_aside(sentence, position) and _verdict(text, title, token.word):
                return sentence.cue(max(0, position - 1), min(position + 1, len(sentence.tokens) - 1))
    return None


def _verdict(text: Sequence[Sentence], title: Sentence, checker: str) -> bool:
    if Mark.CHECKER in title.marks or "?" in title.words():
        return True
    lead = [token for sentence in text[:3] for token in sentence.tokens if token.word != checker]
    own = any(token.word in _CHECKED for token in lead)
    return own and any(Mark.FALSEHOOD in token.marks for token in lead)


def _called(sentence: Sentence, at: int) -> bool:
    """Tell whether somebody calls it that: `califican de bulo`, which is their word and no check."""
    return any(Mark.CALL in token.marks for token in sentence.tokens[:at])


def _called_untrue(text: Sequence[Sentence], title: Sentence) -> str | None:
    """Find where the title calls the claim untrue in its own voice (`Fake about ...`), and the rest bears it out."""
    for position, token in enumerate(title.tokens[:-1]):
        if (
            Mark.FALSEHOOD in token.marks
            and not token.quoted
            and not _called(title, position)
            and title.tokens[position + 1].word in _ABOUT
        ):
            borne_out = any({Mark.FALSEHOOD, Mark.CHECKER} & sentence.marks for sentence in text[1:])
            return title.cue(position, position + 1) if borne_out else None
    return None
