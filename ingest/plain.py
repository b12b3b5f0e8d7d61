"""Any text in; one visible line of it out."""

import re

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # the categories Cc, Zl and Zp
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(f"{_BIDI.pattern}|{_BREAKS.pattern}|{_LONE_SURROGATE.pattern}")


def plain(text: str | None) -> str | None:
    """Return one line of text without control and bidirectional characters; None if nothing is left."""
    if text is None:
        return None
    if _UNSEEN.search(text):  # most texts hold none
        text = _BREAKS.sub(" ", _BIDI.sub("", _LONE_SURROGATE.sub("\ufffd", text)))
    return " ".join(text.split()) or None
