"""One call to Telegram for one screen, and what its answer means.

Only here are the Bot API's errors told apart: each becomes one of five outcomes, so the sender and the store meet no
exception of the library. This file does not know the outbox, the pace or why a screen is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.rendering import Drawn
from bot.chat.request import Interrupted, NotConnected

OutcomeKind = Literal["sent", "failed", "unknown", "gone", "unreachable", "late"]

_NOT_MODIFIED: Final = "not modified"
_CANNOT_EDIT: Final = (
    "to edit not found",
    "can't be edited",
    "message_id_invalid",
    "no text in the message",
    "no caption",
)
_CANNOT_DELETE: Final = ("to delete not found", "can't be deleted", "message_id_invalid")
_NOBODY: Final = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_SOON: Final = 2.0
_TOKEN_REFUSED_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call.

    `failed` left nothing behind and may be repeated after `seconds`; `unknown` may stand in the chat or not; `gone`
    will never work; `unreachable` is the whole chat; `late` was not tried. `scope` says who has to wait: this screen,
    its chat by Telegram's word, or everybody, because the line or the token is at fault. `fault` is a constant word for
    the alarm.
    """

    kind: OutcomeKind
    message_id: int | None = None
    seconds: float = 0.0
    scope: Literal["screen", "chat", "line", "token"] = "screen"
    fault: str | None = None


async def deliver(bot: Bot, drawn: Drawn, message_id: int | None) -> Outcome:
    """Bring one screen to its chat: delete, strip, edit or send; an edit that Telegram cannot make is sent anew."""
    try:
        if drawn.delete or drawn.strip:
            return await _take_away(bot, drawn, message_id)
        if message_id is not None:
            edited = await _edit(bot, drawn, message_id)
            if edited is not None:
                return edited
    except TelegramError as fault:
        # Doing either twice changes nothing, so what is unknown may simply be repeated.
        outcome = judge(fault)
        return Outcome("failed", seconds=_SOON) if outcome.kind == "unknown" else outcome
    try:
        return await _send(bot, drawn)
    except TelegramError as fault:
        return judge(fault)


async def _send(bot: Bot, drawn: Drawn) -> Outcome:
    if drawn.document is None:
        message = await bot.send_message(
            drawn.chat,
            drawn.text,
            disable_notification=drawn.silent,
            protect_content=drawn.protect,
            api_kwargs=drawn.wire(),
        )
    else:
        message = await bot.send_document(
            drawn.chat,
            drawn.document,
            caption=drawn.text or None,
            disable_notification=drawn.silent,
            protect_content=drawn.protect,
            disable_content_type_detection=True,
            api_kwargs=drawn.wire(),
        )
    return Outcome("sent", message.message_id)


async def _edit(bot: Bot, drawn: Drawn, message_id: int) -> Outcome | None:
    """Edit, or None where this message can no longer be edited and the screen must be sent."""
    try:
        if drawn.document is None:
            await bot.edit_message_text(drawn.text, drawn.chat, message_id, api_kwargs=drawn.wire())
        else:
            await bot.edit_message_caption(drawn.chat, message_id, caption=drawn.text, api_kwargs=drawn.wire())
    except BadRequest as fault:
        if _NOT_MODIFIED in fault.message.lower():
            return Outcome("sent", message_id)
        if _says(fault, _CANNOT_EDIT):
            return None
        raise
    return Outcome("sent", message_id)


async def _take_away(bot: Bot, drawn: Drawn, message_id: int | None) -> Outcome:
    """Delete a message or only its keyboard; what is not there any more is done."""
    if message_id is None:
        return Outcome("gone")
    try:
        if drawn.delete:
            await bot.delete_message(drawn.chat, message_id)
        else:
            await bot.edit_message_reply_markup(drawn.chat, message_id)
    except BadRequest as fault:
        if not _says(fault, (_NOT_MODIFIED, *_CANNOT_EDIT, *_CANNOT_DELETE)):
            raise
    return Outcome("gone") if drawn.delete else Outcome("sent", message_id)


def judge(fault: TelegramError) -> Outcome:  # noqa: PLR0911 - one line for each answer that the Bot API knows
    """Say what an error of the library means for the screen."""
    if isinstance(fault, RetryAfter):
        return Outcome("failed", seconds=retry_seconds(fault), scope="chat")
    if isinstance(fault, Forbidden):
        return Outcome("unreachable")
    if isinstance(fault, InvalidToken):
        return Outcome("failed", seconds=_TOKEN_REFUSED_SECONDS, scope="token", fault="token.refused")
    if isinstance(fault, BadRequest):
        return Outcome("unreachable") if _says(fault, _NOBODY) else Outcome("gone", fault="screen.refused")
    if isinstance(fault, TimedOut | Interrupted):
        return Outcome("unknown", scope="line")
    if isinstance(fault, NotConnected | NetworkError):
        return Outcome("failed", seconds=_SOON, scope="line")
    return Outcome("failed", seconds=_SOON, scope="line", fault="answer.unreadable")


def retry_seconds(fault: RetryAfter) -> float:
    """How long Telegram asks us to wait; the library gives a number or a duration, by its settings."""
    after = fault.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _says(fault: TelegramError, signs: tuple[str, ...]) -> bool:
    text = fault.message.lower()
    return any(sign in text for sign in signs)
