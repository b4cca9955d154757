"""A port that is taken, or that no name leads to, is refused with the setting that names it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from bot.settings import SettingsRefused
from bot.web.listening import Listener


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_another_has_is_refused(taken: int) -> None:
    """Whoever starts a second bot reads which setting names the port, and what to do."""
    with pytest.raises(SettingsRefused) as told:
        Listener(Starlette(), f"127.0.0.1:{taken}", "AMPARO_PRIVATE_BIND")
    assert str(told.value).startswith(f"AMPARO_PRIVATE_BIND: 127.0.0.1:{taken} cannot be opened (address already in")


def test_a_host_that_is_not_of_this_machine_is_refused() -> None:
    """An address that cannot be opened here is no traceback either."""
    with pytest.raises(SettingsRefused, match=r"--bind: 192\.0\.2\.1:0 cannot be opened"):
        Listener(Starlette(), "192.0.2.1:0", "--bind")


def test_an_address_of_the_newer_kind_is_opened() -> None:
    """IPv6 stands in brackets."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6")
    listener = Listener(Starlette(), "[::1]:0", "--bind")
    address = listener._socket.getsockname()[0]
    listener._socket.close()
    assert address == "::1"
