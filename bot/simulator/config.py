"""What the page is told at its start: titles, phones, and where the demo's two loopback readers are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Side:
    """One phone of the page: whose it is, and the bot that it talks to."""

    side: str
    bot: str
    name: str = ""
    language: str = "en"

    def json(self) -> dict[str, str]:
        """For the page."""
        return {"side": self.side, "bot": self.bot}


@dataclass(frozen=True, slots=True)
class PageConfig:
    """How the page looks; addresses must be on loopback."""

    title: str = "Demo"
    sides: tuple[Side, ...] = field(default=())
    panel: str | None = None
    """Answers JSON rows: what the server can read."""
    opener: str | None = None
    """Answers what an officer's own key reads in a document of the chat."""
    languages: tuple[str, ...] = ("en", "es", "ar")

    def __post_init__(self) -> None:
        """Refuse an address elsewhere: the page's policy would let it read the phones."""
        for address in self.addresses():
            if urlsplit(address).hostname not in {"127.0.0.1", "localhost", "::1"}:
                raise ValueError("the page reads from this computer only: give a loopback address")

    def addresses(self) -> list[str]:
        """The addresses beside our own that the page may ask."""
        return [address for address in (self.panel, self.opener) if address]

    def origins(self) -> list[str]:
        """Their origins, for the content security policy."""
        parts = [urlsplit(address) for address in self.addresses()]
        return sorted({f"{part.scheme}://{part.netloc}" for part in parts})

    def json(self) -> dict[str, Any]:
        """For /sim/config."""
        return {
            "title": self.title,
            "sides": [side.json() for side in self.sides],
            "panel": self.panel,
            "opener": self.opener,
            "languages": list(self.languages),
        }
