"""Names of certificates in; TLS settings out for a server on loopback and for a client that trusts its authority."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

import trustme


class Certificate(StrEnum):
    """What a server shows: one good certificate and four that no client should take."""

    GOOD = "good"
    WRONG_HOST = "wrong_host"
    EXPIRED = "expired"
    SELF_SIGNED = "self_signed"
    UNKNOWN_AUTHORITY = "unknown_authority"


LOOPBACK = ("localhost", "127.0.0.1", "::1")
HTTP_2, HTTP_1 = "h2", "http/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    trusted: trustme.CA
    leaves: dict[Certificate, trustme.LeafCert]


@cache
def _authority() -> _Authority:
    trusted, unknown = trustme.CA(), trustme.CA()
    past = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2021, 1, 1, tzinfo=UTC)}
    return _Authority(
        trusted=trusted,
        leaves={
            Certificate.GOOD: trusted.issue_cert(*LOOPBACK),
            Certificate.WRONG_HOST: trusted.issue_cert("faro.example"),
            Certificate.EXPIRED: trusted.issue_cert(*LOOPBACK, **past),
            Certificate.SELF_SIGNED: trustme.LeafCert(
                unknown.private_key_pem.bytes(), unknown.cert_pem.bytes(), chain_to_ca=[]
            ),
            Certificate.UNKNOWN_AUTHORITY: unknown.issue_cert(*LOOPBACK),
        },
    )


@cache
def server_tls(certificate: Certificate, *, protocols: tuple[str, ...]) -> ssl.SSLContext:
    """Return the settings of a server that shows this certificate and offers these protocols (ALPN)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().leaves[certificate].configure_cert(context)
    context.set_alpn_protocols(list(protocols))
    return context


@cache
def client_tls() -> ssl.SSLContext:
    """Return the settings of a client that trusts the authority behind the good certificate and checks everything."""
    context = ssl.create_default_context()
    _authority().trusted.configure_trust(context)
    return context
