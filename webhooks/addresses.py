"""Which addresses may be called: only public ones, whatever they are spelt like. Pure: no look-up, no connection.

An address is judged twice: its text when it is written down and before each try, and what its name leads to before
each connection, which then goes to exactly what was judged (`webhooks.sending`).
"""

import ipaddress
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST = 500
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_BAD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]|[^\x00-\x7f]")
# What a browser's URL parser takes for a number, and so for an IPv4 address in some spelling.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that mean this machine or this network wherever they are asked for.
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion", "invalid")

_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # a cloud's own service, on an address that looks public
        # Ways to spell an IPv4 address in IPv6, and tunnels that lead to one: mapped, compatible, translated, NAT64,
        # Teredo, 6to4, ISATAP is caught by its prefix.
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "100::/64",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")


class AddressError(ValueError):
    """An address that is not called. The text is Danish and can be shown."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `host` is in ASCII and small letters; `path` has the query with it."""

    host: str
    port: int
    path: str
    tls: bool

    @property
    def literal(self) -> IPAddress | None:
        """The address itself, where the host is one and no name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def is_public(address: IPAddress) -> bool:
    """Whether the address is anybody's on the internet, and nothing within a network."""
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    if address.version == 6 and address not in _GLOBAL_V6:
        return False
    # ISATAP: an IPv4 address behind a mark in the last 64 bits.
    if address.version == 6 and int(address) >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):
        return False
    return address.is_global and not address.is_multicast


def is_loopback(address: IPAddress) -> bool:
    """127.0.0.0/8 or ::1, and nothing that only leads there."""
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def target_of(url: str, *, ports: Collection[int], loopback: bool = False) -> Target:
    """Take `url` apart. `loopback` (demonstrations and tests) also takes this machine itself, by http and any port.

    Raises AddressError.
    """
    url = url.strip()
    if len(url) > LONGEST:
        raise AddressError(_("Adressen må højst have %d tegn.") % LONGEST)
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise AddressError(
            _("Adressen kan ikke læses. Skriv den som https://system.kommune.dk/sti.")
        ) from None
    if _BAD_CHARACTERS.search(f"{parts.path}{parts.query}{parts.netloc}".replace(parts.hostname or "", "")):
        raise AddressError(_("Adressen har tegn, som ikke kan stå i en adresse."))
    if parts.scheme not in ("https", "http") or not host:
        raise AddressError(_("Skriv hele adressen, som begynder med https://."))
    if "@" in parts.netloc:
        raise AddressError(_("Adressen må ikke have brugernavn eller adgangskode i sig."))
    if parts.fragment:
        raise AddressError(_("Adressen må ikke have et #."))
    target = Target(
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        tls=parts.scheme == "https",
    )
    if loopback and (host == "localhost" or (target.literal and is_loopback(target.literal))):
        return target
    _check_host(host)
    if not loopback:
        _check_way(target, ports)
    return target


def check_resolved(
    target: Target, addresses: Sequence[IPAddress], *, ports: Collection[int], loopback: bool = False
) -> None:
    """Whether every one of the `addresses` that the target's name leads to may be called. Raises AddressError, always
    with the same sentence: what a name means inside the network is nothing to find out here.
    """
    if loopback and addresses and all(is_loopback(address) for address in addresses):
        return
    if not addresses or not all(is_public(address) for address in addresses):
        raise AddressError(nowhere())
    _check_way(target, ports)


def nowhere() -> str:
    """The sentence for a name that does not exist, and for one that leads inside."""
    return _("Adressen kan ikke kaldes: navnet findes ikke, eller det fører ikke til en offentlig server.")


def _ascii(host: str) -> str:
    """The host as it is asked for. A name may be written with Danish letters, and digits in many ways."""
    return host.rstrip(".").encode("idna").decode("ascii").lower().rstrip(".") if host else ""


def _check_host(host: str) -> None:
    labels = host.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        raise AddressError(_("Skriv serverens navn. En IP-adresse kan ikke bruges."))
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError(_("Serverens navn kan ikke læses. Skriv den som https://system.kommune.dk/sti."))
    if len(labels) < 2 or labels[-1] in _INSIDE:
        raise AddressError(_("Serveren skal kunne nås fra internettet under et fuldt navn."))


def _check_way(target: Target, ports: Collection[int]) -> None:
    if not target.tls:
        raise AddressError(_("Adressen skal begynde med https://, så ingen kan læse med."))
    if target.port not in ports:
        allowed = ", ".join(map(str, sorted(ports)))
        raise AddressError(_("Porten kan ikke bruges. Brug en af disse: %s.") % allowed)
