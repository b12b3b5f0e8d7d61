"""Addresses as they go over the wire, where a redirect leads, and the proxies that the environment names."""

from urllib.parse import quote, urljoin, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from httpcore2 import Proxy

from store.errors import ConfigError

_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


def wire_url(url: str) -> str:
    """Write an http(s) address as it is sent: encoded path and query, ASCII host, no user, no fragment.

    Raises ValueError if it is none.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"expected an http(s) address with a host, got {url!r}")
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    bracketed = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    query = f"?{quote(parts.query, safe=_QUERY_SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{bracketed}{port}{quote(parts.path, safe=_PATH_SAFE) or '/'}{query}"


def redirect_target(url: str, location: str | None) -> str:
    """Return where a redirect from `url` leads; blanks and other scripts in it are encoded, as browsers do.

    Raises ValueError if it leads to no http(s) address.
    """
    if not location:
        raise ValueError("a redirect without a Location")
    try:
        text = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = location
    return wire_url(urljoin(url, text.strip()))


def proxies() -> dict[str, Proxy]:
    """Return by scheme the proxies of the environment (http_proxy, https_proxy, all_proxy).

    Raises ConfigError for one that is no http proxy.
    """
    found = getproxies_environment()
    stated = {scheme: found.get(scheme) or found.get("all") for scheme in ("http", "https")}
    return {scheme: _proxy(scheme, url) for scheme, url in stated.items() if url}


def bypasses_proxy(host: str) -> bool:
    """Tell whether no_proxy in the environment names this host (with its port, if any)."""
    return bool(proxy_bypass(host))


def _proxy(scheme: str, url: str) -> Proxy:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("environment", f"{scheme}_proxy", "expected the address of an http proxy")
    auth = (parts.username, parts.password or "") if parts.username else None
    return Proxy(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", auth=auth)
