"""`amparo telegram`: how both bots present themselves to Telegram, and where updates go.

What is set, and within which limits, is `bot.chat.profile`'s; the words are `introducing`'s; here are the addresses.
"""

from __future__ import annotations

import asyncio

import typer

from bot import logs
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import profile
from bot.chat.introducing import profiles
from bot.chat.request import make_bot
from bot.cli.shell import refuse
from bot.settings import Settings, load
from bot.wording import Words

app = typer.Typer(help="Both bots' profiles and webhooks at Telegram.", no_args_is_help=True)


@app.callback()
def telegram() -> None:
    """Both bots' profiles and webhooks at Telegram."""


@app.command("apply")
def apply() -> None:
    """Set commands and descriptions in every language, and tell Telegram where to bring updates."""
    settings = load()
    logs.configure("ERROR")
    if settings.bot_token is None:
        refuse("There is no bot token. Next: set AMPARO_BOT_TOKEN_FILE to the file that holds BotFather's token.")
    words = Words.load()
    try:
        done = asyncio.run(_apply(settings, words))
    except Exception as fault:  # the transport's own errors; their texts may hold an address
        refuse(f"Telegram could not be reached or refused ({type(fault).__name__}). Check the token, line and proxy.")
    for line in done:
        typer.echo(line)


async def _apply(settings: Settings, words: Words) -> list[str]:
    from bot.wiring import HOOKS  # noqa: PLC0415 - a second of imports

    done = []
    tokens = {DEFENDERS: settings.bot_token, OFFICERS: settings.officer_bot_token}
    proxy = settings.proxy.get_secret_value() if settings.proxy is not None else None
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret is not None else ""
    languages = [one for one in settings.organisation.languages if one in words.languages] or ["en"]
    for source, token in tokens.items():
        if token is None:
            continue
        bot = make_bot(token.get_secret_value(), settings.telegram_api, proxy)
        async with bot:
            await profile.apply(bot, profiles(words, source, languages), languages[0])
            if settings.webhook:
                await profile.use_webhook(bot, f"{settings.public_url.rstrip('/')}{HOOKS[source]}", secret)
            else:
                await profile.use_polling(bot)
        where = "by webhook" if settings.webhook else "by polling"
        done.append(f"{source}: {len(languages)} languages, two commands, updates {where}.")
    return done
