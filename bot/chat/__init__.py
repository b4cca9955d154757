"""All Telegram, and the only importer of its library: reading what came, sending what is wanted, within its limits."""

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

__all__ = ["BadRequest", "Bot", "Forbidden", "TelegramError"]
