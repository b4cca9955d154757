"""How the bot presents itself to Telegram: two commands, dull descriptions, and where updates go.

Only what is set once and stays is set here; texts are handed in by language. The menu shows start and menu and nothing
else: a longer list on a phone tells what the bot is. It does not know the wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands

from bot.chat.routing import ALLOWED_UPDATES

SHOWN_COMMANDS = ("start", "menu")
_DESCRIPTION, _SHORT, _COMMAND = 512, 120, 256


@dataclass(frozen=True, slots=True)
class Profile:
    """What one language says: `commands` gives the words for start and menu."""

    description: str
    short_description: str
    commands: Mapping[str, str]


async def apply(bot: Bot, profiles: Mapping[str, Profile], default: str) -> None:
    """Set commands and descriptions for every language; the default one also for all languages that we do not have."""
    for language, profile in profiles.items():
        _check(profile)
        await _apply_one(bot, profile, language)
    await _apply_one(bot, profiles[default], None)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _apply_one(bot: Bot, profile: Profile, language: str | None) -> None:
    commands = [BotCommand(name, profile.commands[name]) for name in SHOWN_COMMANDS]
    await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code=language)
    await bot.set_my_description(profile.description, language_code=language)
    await bot.set_my_short_description(profile.short_description, language_code=language)


def _check(profile: Profile) -> None:
    sizes = [(profile.description, _DESCRIPTION), (profile.short_description, _SHORT)]
    sizes += [(profile.commands[name], _COMMAND) for name in SHOWN_COMMANDS]
    if any(not text or len(text) > most for text, most in sizes):
        raise ValueError("a description or a command's words are empty or too long for Telegram")


async def use_webhook(bot: Bot, url: str, secret: str, connections: int = 40) -> None:
    """Let Telegram bring updates to this address; what waits is kept."""
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=list(ALLOWED_UPDATES),
        max_connections=connections,
        drop_pending_updates=False,
    )


async def use_polling(bot: Bot) -> None:
    """Take a webhook away, so that updates can be asked for; what waits is kept."""
    await bot.delete_webhook(drop_pending_updates=False)
