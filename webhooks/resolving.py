"""What a name leads to: asked once for each try, of the name servers, never of this machine's own list of hosts."""

import ipaddress

import dns.exception
import dns.resolver
from django.conf import settings

from webhooks.addresses import AddressError, IPAddress, Target, check_resolved, nowhere

LOOK_UP_SECONDS = 4.0


def addresses_of(target: Target) -> list[IPAddress]:
    """Every address that may be called for `target`, in the order in which to try them. Raises AddressError where one
    of them may not: then none is.
    """
    found = _look_up(target)
    check_resolved(target, found, ports=settings.WEBHOOK_PORTS, loopback=settings.WEBHOOK_LOOPBACK)
    return found


def _look_up(target: Target) -> list[IPAddress]:
    if target.literal is not None:
        return [target.literal]
    if target.host == "localhost":
        return [ipaddress.ip_address("127.0.0.1")]
    resolver = dns.resolver.Resolver(configure=not settings.WEBHOOK_NAMESERVERS)
    if settings.WEBHOOK_NAMESERVERS:
        resolver.nameservers = [_server(one) for one in settings.WEBHOOK_NAMESERVERS]
    found: list[IPAddress] = []
    for kind in ("A", "AAAA"):
        try:
            answer = resolver.resolve(
                target.host, kind, search=False, lifetime=LOOK_UP_SECONDS, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN:
            raise AddressError(nowhere()) from None
        except dns.exception.DNSException:
            continue  # one kind of address is enough; without any the caller refuses
        found += [ipaddress.ip_address(record.address) for record in answer]
    return found


def _server(text: str) -> dns.nameserver.Nameserver:
    host, _colon, port = text.rpartition(":")
    return dns.nameserver.Do53Nameserver(host or text, int(port) if host else 53)
