"""A name and a host in; the slug that stands for them out. Pure."""

import re
import unicodedata

LONGEST = 60


def slug(name: str, host: str) -> str:
    """Return a name's ASCII letters and digits joined by hyphens; of a name in another script, its host's."""
    plain_ascii = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain_ascii)
    lost = sum(c.isalpha() for c in name) - sum(c.isalpha() for c in plain_ascii)
    if words and lost <= 0:
        return "-".join(words)[:LONGEST].strip("-")
    return re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.")).strip("-")
