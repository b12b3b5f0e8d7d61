"""An item's text in, how it treats the claim out, with the words behind that. Pure."""

from urllib.parse import urlsplit

from narratives.encoder import Vectors
from narratives.frame_check import check_cue
from narratives.frame_denial import denial_cue, own_denial, ruled_out
from narratives.frame_model import essay_cue, weigh, weighed_denial
from narratives.frame_phrases import phrase_of_check, phrase_of_denial, phrase_of_insisting, phrase_of_own_denial
from narratives.frame_text import Sentence, sentences
from narratives.frame_voice import Voice, voice
from narratives.lexicon import FACT_CHECK_DOMAINS, FACT_CHECK_SECTIONS
from store.model import Frame, ItemText, Kind

Framed = tuple[Frame | None, str | None]


def frame_of(item: ItemText, *, is_origin: bool, vector: Vectors | None = None) -> Framed:
    """Return the frame and the words behind it; (None, None) for an item without words.

    Structure comes first (a fact-checker, a fact-check section), then a check or a denial of the claim, each with the
    words around it that make it one; what is left is weighed: asserts, attributes or analysis. `is_origin` says that
    the item's outlet is named as an origin of this narrative. `vector` is the item's title and summary as the encoder
    gives them, one row; without it the words alone are weighed.
    """
    if place := _fact_check_place(item):
        return Frame.FACT_CHECK, place
    text = sentences(item)
    if not any(sentence.tokens for sentence in text):
        return None, None
    heard = voice(text)
    if named := _checked_or_denied(item, text, None if is_origin else essay_cue(heard)):
        return named
    return (Frame.ORIGIN, item.outlet_name) if is_origin else _told(item, text, heard, vector)


def _checked_or_denied(item: ItemText, text: tuple[Sentence, ...], essay: str | None) -> Framed | None:
    """Seek a check, an own denial, one in the title, one in the rest; an essay that mentions one stays an essay."""
    if own := own_denial(text) or phrase_of_own_denial(text):
        return Frame.DENIES, own
    if checked := check_cue(text) or phrase_of_check(text):
        return Frame.FACT_CHECK, checked
    denied = denial_cue(text[:1]) or phrase_of_denial(text[:1])
    if essay and not denied:
        return Frame.ANALYSIS, essay
    denied = denied or denial_cue(text) or phrase_of_denial(text)
    return (_denial(item), denied) if denied else None


def _denial(item: ItemText) -> Frame:
    """Tell a denial from the report of one: an embassy or ministry denies; an outlet reports that somebody does."""
    return Frame.DENIES if item.outlet_kind is Kind.DIPLOMATIC else Frame.REPORTS_DENIAL


def _told(item: ItemText, text: tuple[Sentence, ...], heard: Voice, vector: Vectors | None) -> Framed:
    """Report somebody named who accuses in the title as doing so, whatever the weights say; weigh the rest.

    A verb of denying that the rules have looked at and ruled out does not come back by its weight.
    """
    if insisting := phrase_of_insisting(text[0]):
        return Frame.ASSERTS, insisting
    if not ruled_out(text) and (denied := weighed_denial(text, heard, vector)):
        return _denial(item), denied
    if accusing := heard.cues.get("title accuses"):
        return Frame.ATTRIBUTES, accusing
    return weigh(text, heard, vector)


def _fact_check_place(item: ItemText) -> str | None:
    if item.outlet_kind is Kind.FACT_CHECKER:
        return f"{item.outlet_name} is a fact-checker"
    if item.claim_review:
        return "ClaimReview markup on its page"
    try:
        parts = urlsplit(item.url)
    except ValueError:  # a broken address says nothing; the words still do
        return None
    host = (parts.hostname or "").removeprefix("www.")
    domain = next((known for known in FACT_CHECK_DOMAINS if host == known or host.endswith("." + known)), None)
    return domain or next((section for section in FACT_CHECK_SECTIONS if section in parts.path.lower()), None)
