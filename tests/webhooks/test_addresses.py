"""Which addresses may be called: pure, one by one."""

import ipaddress
import random

import pytest

from webhooks.addresses import AddressError, check_resolved, is_public, target_of

PORTS = (443, 8443)


@pytest.mark.parametrize(
    "url",
    [
        "http://system.example.dk/",  # can be read on the way
        "ftp://system.example.dk/",
        "file:///etc/passwd",
        "gopher://system.example.dk/",
        "system.example.dk/hook",
        "//system.example.dk/",
        "https://",
        "https:///sti",
        "https://localhost/",
        "https://localhost./",
        "https://web.localhost/",
        "https://db.internal/",
        "https://printer.local/",
        "https://postgres/",  # a service of the same network
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",  # decimal
        "https://0x7f000001/",  # hexadecimal
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",  # octal
        "https://017700000001/",
        "https://127.0.0.1./",
        "https://10.0.0.5/",
        "https://8.8.8.8/",  # a public one has no certificate by name either
        "https://１２７.0.0.1/",  # full-width digits
        "https://①②⑦.0.0.1/",
        "https://127。0。0。1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://user:pass@system.example.dk/",
        "https://system.example.dk@127.0.0.1/",
        "https://127.0.0.1\\@system.example.dk/",
        "https://system.example.dk#@127.0.0.1/",
        "https://system.example.dk:22/",
        "https://system.example.dk:6379/",
        "https://system.example.dk:99999/",
        "https://system.example.dk:abc/",
        "https://system.example.dk/sti med mellemrum",
        "https://system.example.dk/\r\nHost: x",
        "https://system.exa mple.dk/",
        "https://-system.example.dk/",
        "https://sys..dk/",
        "https://" + "a" * 600 + ".dk/",
        "https://xn--/",
        "",
    ],
)
def test_addresses_that_are_refused_as_they_are_written(url: str) -> None:
    with pytest.raises(AddressError) as refused:
        target_of(url, ports=PORTS)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://system.example.dk", "system.example.dk", 443, "/"),
        (" https://SYSTEM.Example.dk/a/b?c=d&e ", "system.example.dk", 443, "/a/b?c=d&e"),
        ("https://system.example.dk:8443/x", "system.example.dk", 8443, "/x"),
        ("https://bücher.example.dk/", "xn--bcher-kva.example.dk", 443, "/"),
        ("https://1.example.dk./", "1.example.dk", 443, "/"),
    ],
)
def test_addresses_that_are_taken(url: str, host: str, port: int, path: str) -> None:
    target = target_of(url, ports=PORTS)
    assert (target.host, target.port, target.path, target.tls) == (host, port, path, True)


INSIDE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2a01:4f8::5efe:7f00:1",
    "2a01:4f8::200:5efe:a00:1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_called(address: str) -> None:
    inside, outside = ipaddress.ip_address(address), ipaddress.ip_address("8.8.8.8")
    assert not is_public(inside)
    target = target_of("https://system.example.dk/", ports=PORTS)
    # Alone, and hidden among public ones.
    for found in ([inside], [outside, inside], [inside, outside]):
        with pytest.raises(AddressError):
            check_resolved(target, found, ports=PORTS)


@pytest.mark.parametrize("address", ["8.8.8.8", "185.15.59.224", "172.32.0.1", "2a00:1450:400f:80d::200e"])
def test_a_public_address_is_called(address: str) -> None:
    target = target_of("https://system.example.dk/", ports=PORTS)
    check_resolved(target, [ipaddress.ip_address(address)], ports=PORTS)


def test_nothing_found_is_refused_in_the_same_words_as_an_address_inside() -> None:
    target = target_of("https://system.example.dk/", ports=PORTS)
    said = set()
    for found in ([], [ipaddress.ip_address("10.0.0.1")], [ipaddress.ip_address("::1")]):
        with pytest.raises(AddressError) as refused:
            check_resolved(target, found, ports=PORTS)
        said.add(str(refused.value))
    assert len(said) == 1


def test_whatever_python_calls_private_is_refused() -> None:
    chance = random.Random(7)
    for _n in range(20_000):
        four, six = (
            ipaddress.IPv4Address(chance.getrandbits(32)),
            ipaddress.IPv6Address(chance.getrandbits(128)),
        )
        for address in (four, six, ipaddress.IPv6Address((0x2001 << 112) | int(six) >> 16)):
            if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
                assert not is_public(address), address


def test_this_machine_is_called_only_where_that_is_allowed() -> None:
    for url in ("http://127.0.0.1:8099/x", "http://localhost:8099/", "http://[::1]:8099/"):
        assert target_of(url, ports=PORTS, loopback=True).port == 8099
        with pytest.raises(AddressError):
            target_of(url, ports=PORTS)
    # Nothing else of the network is opened by it, nor http to the world.
    for url in ("http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0.0.0.0/"):
        with pytest.raises(AddressError):
            target_of(url, ports=PORTS, loopback=True)
    plain = target_of("http://system.example.dk/", ports=PORTS, loopback=True)
    check_resolved(plain, [ipaddress.ip_address("127.0.0.1")], ports=PORTS, loopback=True)
    for found in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1"):
        with pytest.raises(AddressError):
            check_resolved(plain, [ipaddress.ip_address(found)], ports=PORTS, loopback=True)
