"""Marked sentences in, the words that deny a claim out; a single word is never enough. Pure."""

import re
from collections.abc import Callable, Sequence

from narratives.frame_phrases import is_no_denial
from narratives.frame_text import Sentence
from narratives.lexicon import Mark

NEAR, FAR = 4, 8  # words between the parts of one cue
_NOUN_LIKE = re.compile(r"(?:desmentid|refutad|negad|smentit)\w*$")
_AUXILIARY = frozenset({"ha", "han", "fue", "fueron", "sido", "es", "son", "e", "stato", "stata", "hanno"})
_PARTICIPLE = re.compile(r"(?:desmentid|refutad|denied|refuted|rebutted|smentit|опровергнут|спростован)\w*$")
YEAR = re.compile(r"(?:19|20)\d\d$")
_THAT = frozenset({"que", "that", "что", "чтобы", "che", "dass", "haber", "having", "esto", "eso", "it", "this", "tajantemente",
                   "categoricamente", "cualquier", "any", "todo", "everything", "це", "що", "zuruck"})  # fmt: skip
_SAYING = frozenset({"que", "that", "что", "che", "dass", ":"})
_THERE = frozenset(
    {"hay", "existe", "existen", "hubo", "evidence", "proof", "basis", "truth", "ha", "existem", "existent", "gibt"}
)
_NONE = frozenset(
    {
        "никаких",
        "нет",
        "ningun",
        "ninguna",
        "nessun",
        "nessuna",
        "aucun",
        "aucune",
        "kein",
        "keine",
        "nenhum",
        "nenhuma",
    }
)
_INFINITIVE = re.compile(r"^(?!haber|tener|ser|estar).{2,}[aei]r$|^to$")
_COUNTER = re.compile(r"(?:contest|replic)(?:a|an|o|aron)$")
_WITHOUT = frozenset({"sin", "without", "без", "senza", "sans", "ohne", "sem"})
_IT = frozenset({"lo", "le", "o"})
_WHO = frozenset({"que", "quien", "who", "which", "которыи", "которая", "которое", "qui", "der", "die"})
IS = frozenset(
    {"es", "son", "is", "are", "это", "e", "sono", "est", "sind", "ist", "sean", "sea", "fueran", "era", "were", "was"}
)
_UNKNOWING = frozenset({"informacion", "information", "datos", "dato", "data", "comentarios", "comment", "comments", "sabe", "knows", "know", "информации", "respuesta", "certeza", "constancia"})  # fmt: skip
_TOLD = frozenset({Mark.CLAIM, Mark.REPLY, Mark.SAY})
_ELSE = re.compile(
    r"dud\w+|doubt\w*|сомнен\w*|сомнева\w*|solo|only|только|descart\w+|secret\w*|секрет\w*|mas|more|longer|больше|comment|trata|present\w+|mostr\w+|показа\w+|представ\w+|permit\w+|дал\w?|дают|will|would"
)
_FUTURE = re.compile(r"(?:[aei]ra[ns]?|[aei]remos)$|^(?:will|would|shall|going|буд\w+|va|van)$")
_COMMENT = frozenset(
    {"comentar", "comment", "pronunciarse", "комментировать", "комментариев", "commentare", "commenter"}
)
_WE = re.compile(
    r"(?:negamos|rechazamos|desmentimos|refutamos|отвергаем|опровергаем|отрицаем|negamos|rejeitamos|desmentimos|respingiamo|smentiamo)$"
)


def denial_cue(text: Sequence[Sentence]) -> str | None:
    """Return the words by which somebody denies what the item is about, the title's before the rest."""
    return _first(text, _denied) or _answered_no(text)


def own_denial(text: Sequence[Sentence]) -> str | None:
    """Return the words by which the item denies in the first person, outside quotations."""
    for sentence in text:
        for position, token in enumerate(sentence.tokens):
            if _WE.match(token.word) and not token.quoted:
                return sentence.cue(position, min(position + NEAR, len(sentence.tokens) - 1))
    return None


def ruled_out(text: Sequence[Sentence]) -> bool:
    """Tell whether there is what looks like a denial and is none.

    A verb of denying that is negated, quoted, in passing, or of a visa; or that somebody has not answered.
    """
    return any(Mark.DENY in sentence.marks or _unanswered(sentence) for sentence in text)


def _unanswered(sentence: Sentence) -> bool:
    """Find `has not responded`, `refuses to comment`."""
    return any(
        (Mark.REPLY in token.marks and _negated(sentence, at)) or token.word in _COMMENT
        for at, token in enumerate(sentence.tokens)
    )


def _first(text: Sequence[Sentence], seek: Callable[[Sentence], tuple[int, int] | None]) -> str | None:
    for sentence in text:
        if span := seek(sentence):
            return sentence.cue(*span)
    return None


def _denied(sentence: Sentence) -> tuple[int, int] | None:
    found: list[tuple[int, int]] = []
    for mark, seek in _SEEK.items():
        if mark in sentence.marks:
            hits = (
                seek(sentence, position)
                for position, token in enumerate(sentence.tokens)
                if mark in token.marks and not token.quoted and not is_aside(sentence, position)
            )
            found.extend(hit for hit in hits if hit)
    return min(found, default=None)


def _answered_no(text: Sequence[Sentence]) -> str | None:
    """Find who says that it is not so, where the item calls it an answer to a claim."""
    answered = any(
        Mark.REPLY in token.marks and not _negated(sentence, n)
        for sentence in text
        for n, token in enumerate(sentence.tokens)
    )
    telling = [
        sentence
        for sentence in text
        if sentence.marks & {Mark.SAY, Mark.CAVEAT, Mark.REPLY} or _colon_of_speaker(sentence)
    ]
    claimed = any(Mark.CLAIM in sentence.marks for sentence in text)
    said = (sentence.cue(*span) for sentence in telling if answered and claimed and (span := _says_no(sentence)))
    return next(said, None) or _none_there(text) or _states_no(text)


def _states_no(text: Sequence[Sentence]) -> str | None:
    """Find who states that it is not so, without calling it an answer, beside a claim told of in another sentence."""
    for sentence in text:
        if Mark.SAY not in sentence.marks or not any(_TOLD & other.marks for other in text if other != sentence):
            continue
        for position, token in enumerate(sentence.tokens[:-1]):
            stated = Mark.NOT in token.marks and not token.quoted and token.word not in _WITHOUT
            if stated and _is_stated(sentence, position) and (said := _said_that(sentence, position)) is not None:
                return sentence.cue(said, min(position + 1, len(sentence.tokens) - 1))
    return None


def _said_that(sentence: Sentence, at: int) -> int | None:
    """Return where somebody says `that`, up to six words before."""
    words = sentence.words()
    that = next((p for p in reversed(_before(at, NEAR + 2)) if p and words[p] in {"que", "that", "что"}), None)
    return that - 1 if that and Mark.SAY in sentence.tokens[that - 1].marks else None


def _is_stated(sentence: Sentence, at: int) -> bool:
    """Tell a plain no from having no answer, knowing nothing, having no doubt and what is not to be in future."""
    following = sentence.tokens[at + 1 : at + 4]
    other = any(
        {Mark.REPLY, Mark.DENY, Mark.REJECT, Mark.PROOF} & token.marks or _ELSE.match(token.word) for token in following
    )
    return not other and not _unknowing(sentence, at) and not _FUTURE.search(sentence.tokens[at + 1].word)


def _none_there(text: Sequence[Sentence]) -> str | None:
    """Find a title that has somebody say that there is none, and the rest has somebody claim it."""
    if not any(sentence.marks & {Mark.SAY, Mark.CLAIM} for sentence in text[1:]):
        return None
    title = text[0]
    told = _said_after(title) or _colon_of_speaker(title) is not None
    words = title.words()
    found = (
        n
        for n, token in enumerate(title.tokens[:-1])
        if Mark.NOT in token.marks and not token.quoted and token.word not in _WITHOUT
    )
    return next((title.cue(n, n + 1) for n in found if told and (words[n] in _NONE or words[n + 1] in _THERE)), None)


def _says_no(sentence: Sentence) -> tuple[int, int] | None:
    """Find `says that it does not exist`, not `says that she has no information`."""
    said_first = _colon_of_speaker(sentence)
    for position, token in enumerate(sentence.tokens):
        if Mark.NOT in token.marks and not token.quoted and not _unknowing(sentence, position):
            if said_first and position > said_first:
                return 0, min(position + 1, len(sentence.tokens) - 1)
            if position == 0 and token.word not in _WITHOUT and _said_after(sentence):
                return 0, min(2, len(sentence.tokens) - 1)
            if _has(sentence, position, NEAR, Mark.PROOF):
                continue  # who says that there is no proof has not said that it is untrue
            if position and Mark.SAY in sentence.tokens[position - 1].marks:
                return position - 1, min(position + 1, len(sentence.tokens) - 1)
            before = _before(position, 3)
            that = next((p for p in before if sentence.tokens[p].word in {"que", "that", "что", "che", "dass"}), None)
            if that and Mark.SAY in sentence.tokens[that - 1].marks:
                return that - 1, min(position + 1, len(sentence.tokens) - 1)
    return None


def _said_after(sentence: Sentence) -> bool:
    """Tell whether somebody says what a title states: `No orphan goes to war, Sotavia says`."""
    words = sentence.words()
    if sentence.field != "title" or "," not in words:
        return False
    said = {Mark.SAY, Mark.CAVEAT, Mark.REPLY}
    return any(said & token.marks for token in sentence.tokens[words.index(",") :])


def _colon_of_speaker(sentence: Sentence) -> int | None:
    """Return where the colon stands in a title such as `Embassy: there are none`."""
    words = sentence.words()
    if sentence.field != "title" or ":" not in words[: NEAR + 2]:
        return None
    colon = words.index(":")
    before = sentence.tokens[:colon]
    named = len(before) <= 2 and all(token.capital for token in before)  # noqa: PLR2004 - first name, surname
    return colon if named or any({Mark.SPEAKER, Mark.SAY} & token.marks for token in before) else None


def _deny(sentence: Sentence, at: int) -> tuple[int, int] | None:
    if _negated(sentence, at) or _has(sentence, at, NEAR, Mark.GRANT) or _refuses(sentence, at):
        return None
    if is_no_denial(sentence, at):
        return None
    if _NOUN_LIKE.match(sentence.tokens[at].word) and not _AUXILIARY & {
        sentence.tokens[p].word for p in _before(at, 2)
    }:
        return None
    recalled = Mark.PAST in sentence.marks or any(YEAR.match(token.word) for token in sentence.tokens)
    if recalled and _PARTICIPLE.match(sentence.tokens[at].word):
        return None
    return at, min(at + 1, len(sentence.tokens) - 1)


def _refuses(sentence: Sentence, at: int) -> bool:
    """Tell `se niega a` (refuses to) and what somebody had denied some time before from a denial."""
    before = {sentence.tokens[position].word for position in _before(at, 2)}
    return "se" in before or bool(before & {"had", "habia", "habian"})


def _reject(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Take a rejection as a denial unless it is of an offer, a request or a bill, or a refusal to do something."""
    if _negated(sentence, at) or _has(sentence, at, NEAR, Mark.OFFER) or _has(sentence, at, NEAR, Mark.GRANT):
        return None
    following = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    if following is None or _INFINITIVE.search(following.word):
        return None
    return at, at + 1


def _mock(sentence: Sentence, at: int) -> tuple[int, int] | None:
    if _negated(sentence, at):
        return None
    if sentence.tokens[at].word.startswith(("ironi", "высмеи", "высмея", "minimiz", "desestim", "dismiss", "downplay")):
        return at, min(at + 1, len(sentence.tokens) - 1)
    for position in (*_after(sentence, at, FAR), *_before(at, FAR)):
        token = sentence.tokens[position]
        if {Mark.CLAIM, Mark.FALSEHOOD, Mark.IRONY} & token.marks or token.word in {
            "informacion",
            "asunto",
            "hipotesis",
            "idea",
            "lo",
        }:
            return min(at, position), max(at, position)
    return None


def _call(sentence: Sentence, at: int) -> tuple[int, int] | None:
    if _negated(sentence, at):
        return None
    for position in _after(sentence, at, FAR):
        if Mark.FALSEHOOD in sentence.tokens[position].marks:
            other = Mark.CLAIM not in sentence.marks and _has(sentence, position, FAR, Mark.SAY)
            return None if other else (at, position)  # `calls the press fake and accuses`: the fake is not the claim
    return None


def _reply(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Find an answer that denies: it does by its irony, or by the no it consists of; having no answer or no information is neither."""
    if _negated(sentence, at):
        return None
    for position, token in enumerate(sentence.tokens):
        if Mark.IRONY in token.marks:
            return min(at, position), max(at, position)
    words = sentence.words()
    if _COUNTER.match(words[at]) and words[at + 1 : at + 2] in {("a",), ("al",), ("con",)}:
        return at, at + 1  # to retort, not to give an answer
    for position in _after(sentence, at, FAR):
        unknowing = _unknowing(sentence, position) or _has(sentence, position, NEAR, Mark.PROOF)
        if Mark.NOT in sentence.tokens[position].marks and words[position - 1] in _SAYING and not unknowing:
            return at, position
    return None


def _untrue(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Find who says that it is untrue: `X: es falso que`, `they say this is a lie`."""
    before = [sentence.tokens[position] for position in _before(at, 2)]
    said = sentence.marks & {Mark.SPEAKER, Mark.SAY, Mark.REPLY}
    if said and any(token.word in IS for token in before) and not _negated(sentence, at):
        return max(0, at - 1), at
    claim = next((p for p in _before(at, NEAR) if Mark.CLAIM in sentence.tokens[p].marks), None)
    told = any(Mark.SAY in sentence.tokens[p].marks for p in _after(sentence, at, NEAR))
    return (claim, at) if claim is not None and told and not _negated(sentence, at) else None


def _groundless(sentence: Sentence, at: int) -> tuple[int, int] | None:
    lacks = next((p for p in _before(at, 3) if sentence.tokens[p].word in {"carece", "carecen"}), None)
    if sentence.tokens[at].word == "truth" and _negated(sentence, at):
        lacks = at - 1
    return None if lacks is None else (lacks, at)


_SEEK: dict[Mark, Callable[[Sentence, int], tuple[int, int] | None]] = {
    Mark.DENY: _deny, Mark.MOCK: _mock, Mark.REJECT: _reject, Mark.CALL: _call, Mark.REPLY: _reply,
    Mark.FALSEHOOD: _untrue, Mark.PROOF: _groundless,
}  # fmt: skip


def is_aside(sentence: Sentence, at: int) -> bool:
    """Tell whether a word stands in a clause in passing: `the minister, who denied his resignation, accuses`."""
    words = sentence.words()
    for position in range(at - 1, max(0, at - 3), -1):
        if words[position] in _WHO and words[position - 1] == ",":
            return "," in words[at + 1 :]
    return False


def _negated(sentence: Sentence, at: int) -> bool:
    for position in reversed(_before(at, 3)):
        token = sentence.tokens[position]
        if token.word in {",", ";", ":", "-", "—", "?"}:
            return False
        if Mark.NOT in token.marks:
            return True
    return False


def _unknowing(sentence: Sentence, at: int) -> bool:
    return any(sentence.tokens[position].word in _UNKNOWING for position in _after(sentence, at, NEAR))


def _has(sentence: Sentence, at: int, reach: int, mark: Mark) -> bool:
    return any(mark in sentence.tokens[position].marks for position in _after(sentence, at, reach))


def _after(sentence: Sentence, at: int, reach: int) -> range:
    return range(at + 1, min(at + 1 + reach, len(sentence.tokens)))


def _before(at: int, reach: int) -> range:
    return range(max(0, at - reach), at)
