"""What each bot says about itself in an empty chat, by language: for `amparo telegram apply` and for the demo alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot import notices
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat.profile import Profile
from bot.wording import Words
from flows.text import Text

# A stranger who finds the officers' bot learns nothing.
_SAYS: Final[Mapping[str, tuple[Text, Text]]] = {
    DEFENDERS: (notices.DESCRIPTION, notices.ABOUT_LINE),
    OFFICERS: (notices.OFFICER_UNKNOWN, notices.OFFICER_UNKNOWN),
}
_COMMANDS: Final[Mapping[str, Text]] = {"start": notices.COMMAND_START, "menu": notices.COMMAND_MENU}


def profiles(words: Words, source: str, languages: Iterable[str]) -> dict[str, Profile]:
    """What a bot says of itself, by language."""
    long, short = _SAYS[source]
    return {
        one: Profile(
            words.word(long, one),
            words.word(short, one),
            {name: words.word(text, one) for name, text in _COMMANDS.items()},
        )
        for one in languages
    }
