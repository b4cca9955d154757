"""Somebody who speaks HTTP to the door of the sealed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.phone import Phone
from tests.served import Served, address
from tests.talks import Talks


@dataclass
class Knocker:
    """Somebody who speaks HTTP to the door, as the page does or otherwise."""

    talks: Talks
    at: Served
    phone: Phone

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.at.origin, trust_env=False)

    def address(self) -> str:
        return address(self.phone)

    @property
    def token(self) -> str:
        return self.address().partition("#t=")[2].partition("&")[0]

    def open(self, token: str | None = None, page: str = "p" * 32, **headers: str) -> httpx.Response:
        given = {"Origin": self.at.origin, "Content-Type": "application/json"} | headers
        body: dict[str, Any] = {"token": self.token if token is None else token, "page": page}
        return self.client.post("/page/open", json=body, headers=given)

    def part(self, body: Any, page: str = "p" * 32, **headers: str) -> httpx.Response:
        given = {"Origin": self.at.origin, "Content-Type": "application/octet-stream", "X-Page": page} | headers
        return self.client.post("/page/part", content=body, headers=given)
