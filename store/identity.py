"""What identifies an item in; its id out."""

import hashlib
from base64 import b32encode

ID_BITS = 60  # twelve base-32 characters: DuckDB keeps strings of twelve bytes inline, and 10 million items
# collide with a probability of 4 in 100,000


def item_id(outlet_id: str, identity: str) -> str:
    """Derive an item's id from its outlet and what identifies it there (guid, canonical URL or title)."""
    digest = hashlib.blake2b(f"{outlet_id}|{identity}".encode(), digest_size=8).digest()
    return b32encode(digest).decode().lower()[: ID_BITS // 5]


def fetch_id(source: str, address: str, what: str) -> str:
    """Derive a retrieval's id from where it went and what makes it this one: a body's hash, or its time."""
    return hashlib.blake2b(f"{source}|{address}|{what}".encode(), digest_size=8).hexdigest()
