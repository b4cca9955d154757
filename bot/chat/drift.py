"""Whether Telegram still sends updates where we wait for them: somebody with the token can point them elsewhere.

Only the comparison lives here; who is alarmed is the caller's matter. It changes nothing.
"""

from __future__ import annotations

from typing import Final

from telegram import Bot

from bot.chat.routing import ALLOWED_UPDATES

_MANY_WAITING: Final = 200
_RECENT_SECONDS: Final = 600

DRIFT_WORDS: Final = {
    "webhook.elsewhere": (
        "Telegram sends this bot's updates to another address. Somebody may have the token: revoke it at BotFather, "
        "then run amparo telegram apply."
    ),
    "webhook.missing": "Telegram has no webhook for this bot. Run amparo telegram apply.",
    "webhook.unasked": "A webhook is set though this bot polls: who has the token? Run amparo telegram apply.",
    "webhook.updates": "Telegram does not send all kinds of updates. Run amparo telegram apply.",
    "webhook.failing": "Telegram could not deliver here in the last ten minutes. Check the address and certificate.",
    "webhook.waiting": "Many updates wait at Telegram. Check that this server answers.",
}
"""What the operator is told for each finding."""


async def look(bot: Bot, expected_url: str, now: int) -> list[str]:
    """Compare what Telegram says with what we expect (an empty address: polling); the findings, as constant words."""
    info = await bot.get_webhook_info()
    if not expected_url:
        return ["webhook.unasked"] if info.url else []
    if info.url != expected_url:
        return ["webhook.elsewhere" if info.url else "webhook.missing"]
    found = []
    if set(info.allowed_updates or ALLOWED_UPDATES) != set(ALLOWED_UPDATES):
        found.append("webhook.updates")
    if info.last_error_date is not None and now - info.last_error_date.timestamp() < _RECENT_SECONDS:
        found.append("webhook.failing")
    if info.pending_update_count > _MANY_WAITING:
        found.append("webhook.waiting")
    return found
