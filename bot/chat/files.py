"""Fetching a file that a person sent, into memory, to be sealed at once: never onto a disk.

Runs as a job, outside any transaction. Telegram gives bots files of at most 20 MB. It does not know whose file it is or
how it is sealed.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.chat import limits
from bot.chat.request import TooManyBytes, transport


class FileTooBig(Exception):
    """The file is larger than Telegram gives to bots: the person must send a smaller one or another way."""


class FileGone(Exception):
    """Telegram does not have this file, or not for us: asking again is useless."""


class FileNotNow(Exception):
    """The line failed: ask again later."""


async def fetch(bot: Bot, file_id: str, size: int | None = None, limit: int = limits.DOWNLOAD) -> bytes:
    """Fetch a file's bytes; `size` is what Telegram said of it, to refuse a large one without asking."""
    if size is not None and size > limit:
        raise FileTooBig
    try:
        file = await bot.get_file(file_id)
        if file.file_size is not None and file.file_size > limit:
            raise FileTooBig
        if not file.file_path:
            raise FileGone
        return await transport(bot).download(_quoted(file.file_path), limit)
    except TooManyBytes:
        raise FileTooBig from None
    except BadRequest as fault:
        raise (FileTooBig if "too big" in fault.message.lower() else FileGone) from None
    except InvalidToken:
        raise FileGone from None
    except TelegramError:
        raise FileNotNow from None


def _quoted(address: str) -> str:
    """The address with its path made safe: a file's name may hold anything."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, quote(parts.path, safe="/:%"), "", ""))
