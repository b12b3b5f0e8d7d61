"""A host name in; a TCP connection to a public address out, or a refusal: no feed leads us into a private network."""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from ssl import SSLContext
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
NAT64 = b"\x00\x64\xff\x9b" + bytes(8)  # 64:ff9b::/96 carries an IPv4 address in its last four bytes (RFC 6052)


class RefusedAddressError(Exception):
    """The name leads to an address inside a private, local or otherwise special range."""


class UnknownHostError(Exception):
    """The name leads nowhere."""


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """Tell whether an IP address may be connected to: global unicast ones, and loopback if that is allowed.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged as itself.
    """
    found = _innermost(ip_address(address.partition("%")[0]))
    if found.is_loopback:
        return allow_loopback
    return found.is_global and not found.is_multicast


async def resolve(host: str, port: int, *, allow_loopback: bool) -> list[str]:
    """Return the addresses of a host that may be connected to, in the resolver's order.

    Raises UnknownHostError if there is none at all, RefusedAddressError if there are only forbidden ones.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(f"{host}: {error}") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    allowed = [address for address in addresses if is_allowed(address, allow_loopback=allow_loopback)]
    if not allowed:
        raise RefusedAddressError(f"{host} leads to {', '.join(addresses)}, which is not on the public net")
    return allowed


class GuardedBackend(AsyncNetworkBackend):
    """The network as the client sees it: it connects to the address that was checked, not to the name again."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> AsyncNetworkStream:
        """Resolve, check and connect; the next address is tried when one does not answer."""
        addresses = await resolve(host, port, allow_loopback=self._allow_loopback)
        for address in addresses[:-1]:
            try:
                return _Stream(await self._network.connect_tcp(address, port, timeout, local_address, socket_options))
            except ConnectError:
                continue
        last = addresses[-1]
        return _Stream(await self._network.connect_tcp(last, port, timeout, local_address, socket_options))

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts to connect."""
        await self._network.sleep(seconds)


class _Stream(AsyncNetworkStream):
    """A connection that is closed when its TLS greeting is broken off: the library leaves it open."""

    def __init__(self, stream: AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.packed.startswith(NAT64):
        return IPv4Address(address.packed[-4:])
    return inner or address
