"""Who asks and who may, in; whether the pages open, out. Closed in doubt."""

from collections.abc import Mapping
from typing import Any

LOGIN = "RASTRO_LOGIN"  # in the environment: who may read, as addresses or @domains with commas between; unset: anybody


def is_asked(environment: Mapping[str, str]) -> bool:
    """Tell whether readers must sign in. A list that is set and empty admits nobody."""
    return LOGIN in environment


def may_read(user: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Tell whether this user may read: signed in, with a verified address that the list names by itself or by domain.

    `user` holds the claims of the sign-in, as `st.user` does; anything missing means no.
    """
    address = user.get("email")
    if user.get("is_logged_in") is not True or user.get("email_verified") is not True or not isinstance(address, str):
        return False
    listed = {one.strip().casefold() for one in environment.get(LOGIN, "").split(",") if one.strip()}
    name, at, domain = address.strip().casefold().rpartition("@")
    return bool(name and at) and bool({f"{name}@{domain}", f"@{domain}"} & listed)
