"""From Telegram's JSON to an `Incoming`, through the library's own types.

Only here is an update's content read. What the library cannot build is `Unreadable`: the caller keeps the row as a dead
letter and goes on, so one poisoned update stops nobody. This file does not know the store or what an answer means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.incoming import ChatKind, Incoming, Media, MediaKind

# Order matters: Telegram gives an animation as a document too.
_FILES: Final[tuple[MediaKind, ...]] = (
    "voice", "audio", "animation", "document", "video", "video_note", "sticker",
)  # fmt: skip

_UNREAD: Final = frozenset({"entities", "caption_entities", "link_preview_options"})
_INACCESSIBLE: Final = 0  # the date by which Telegram, and so the library, tells such a message


class Unreadable(Exception):
    """An update that cannot be read; the message is the sort of fault, never a piece of the update."""


def read(source: str, body: bytes | Mapping[str, Any]) -> Incoming:
    """Read one update of the bot named `source`, or raise `Unreadable`."""
    try:
        raw = json.loads(body) if isinstance(body, bytes) else dict(body)
        update = Update.de_json(_trimmed(raw), None)
        return _incoming(source, update, raw)
    except Unreadable:
        raise
    except Exception as fault:  # whatever the library makes of hostile JSON is one thing to us
        raise Unreadable(type(fault).__name__) from None


def _trimmed(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out what nobody reads: our own words and keyboard echoed in a tap, marks in a text, the message replied to.

    The tapped message is one that the library calls inaccessible, of which only id and chat are known: to build a
    whole one, of a hundred fields that all stay empty, costs as much as all else that a tap needs here.
    """
    query = raw.get("callback_query")
    if query is not None:
        message = query.get("message")
        if message is not None:
            query = {**query, "message": {**_head(message), "date": _INACCESSIBLE}}
        return {"update_id": raw["update_id"], "callback_query": query}
    for name in ("message", "edited_message"):
        message = raw.get(name)
        if message is not None:
            return {**raw, name: _bare(message)}
    return raw


def _bare(message: Mapping[str, Any]) -> dict[str, Any]:
    bare = {name: part for name, part in message.items() if name not in _UNREAD}
    if "reply_to_message" in bare:
        bare["reply_to_message"] = _head(bare["reply_to_message"])
    return bare


def _head(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"message_id": message["message_id"], "date": message["date"], "chat": message["chat"]}


def _incoming(source: str, update: Update, raw: Mapping[str, Any]) -> Incoming:
    if update.callback_query is not None:
        return _tap(source, update.update_id, update.callback_query, raw["callback_query"])
    if update.message is not None:
        return _message(source, update.update_id, update.message, edited=False)
    if update.edited_message is not None:
        return _message(source, update.update_id, update.edited_message, edited=True)
    if update.my_chat_member is not None:
        return _member(source, update.update_id, update.my_chat_member)
    raise Unreadable("nothing that the bot asked for")


def _tap(source: str, update_id: int, query: CallbackQuery, raw: Mapping[str, Any]) -> Incoming:
    message = query.message
    if message is None:
        raise Unreadable("a tap on no message")
    date = raw["message"]["date"]
    if type(date) is not int:
        raise Unreadable("a tap at no time")
    return Incoming(
        source=source,
        update_id=update_id,
        kind="tap",
        chat_id=message.chat.id,
        user_id=query.from_user.id,
        chat_kind=_chat_kind(message.chat.type),
        message_id=message.message_id,
        # Telegram writes 0 where it no longer shows the message.
        date=date,
        language_code=query.from_user.language_code,
        data=query.data,
        callback_id=query.id,
    )


def _message(source: str, update_id: int, message: Message, *, edited: bool) -> Incoming:
    if message.from_user is None:
        raise Unreadable("a message from nobody")
    media = _media(message)
    text = message.text
    return Incoming(
        source=source,
        update_id=update_id,
        kind="media" if media is not None else "text" if text is not None else "other",
        chat_id=message.chat.id,
        user_id=message.from_user.id,
        chat_kind=_chat_kind(message.chat.type),
        message_id=message.message_id,
        date=int(message.date.timestamp()),
        language_code=message.from_user.language_code,
        text=text,
        media=media,
        reply_to=message.reply_to_message.message_id if message.reply_to_message is not None else None,
        forwarded=message.forward_origin is not None,
        edited=edited,
        start_argument=_start_argument(text),
        album=message.media_group_id,
    )


def _member(source: str, update_id: int, change: ChatMemberUpdated) -> Incoming:
    return Incoming(
        source=source,
        update_id=update_id,
        kind="member",
        chat_id=change.chat.id,
        user_id=change.from_user.id,
        chat_kind=_chat_kind(change.chat.type),
        date=int(change.date.timestamp()),
        language_code=change.from_user.language_code,
        member_status=str(change.new_chat_member.status),
    )


def _chat_kind(kind: str) -> ChatKind:
    if kind not in ("private", "group", "supergroup", "channel"):
        raise Unreadable("an unknown sort of chat")
    return cast(ChatKind, str(kind))


def _start_argument(text: str | None) -> str | None:
    """None unless /start was sent; a bare /start has the empty argument; clients in groups send `/start@name`."""
    if text is None or not text.startswith("/start"):
        return None
    command, _, argument = text.partition(" ")
    return argument.strip() if command.partition("@")[0] == "/start" else None


def _media(message: Message) -> Media | None:
    if message.text is not None:
        return None
    for kind in _FILES:
        held = getattr(message, kind)
        if held is not None:
            return _file(kind, held, message.caption)
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Media("photo", largest.file_id, largest.file_size, None, "image/jpeg", message.caption)
    return _place_or_contact(message)


def _file(kind: MediaKind, held: Any, caption: str | None) -> Media:
    # A sticker has neither name nor type, a voice no name, a video note neither.
    name, mime = getattr(held, "file_name", None), getattr(held, "mime_type", None)
    return Media(kind, held.file_id, held.file_size, name, mime, caption)


def _place_or_contact(message: Message) -> Media | None:
    # A venue carries its location too, with a name beside it: the place is what counts, the name is kept with it.
    if message.location is not None:
        place: dict[str, str | int | float] = {
            "latitude": message.location.latitude,
            "longitude": message.location.longitude,
        }
        if message.venue is not None:
            place |= {"title": message.venue.title, "address": message.venue.address}
        return Media("location", payload=place)
    contact = message.contact
    if contact is None:
        return None
    fields = {"phone": contact.phone_number, "first_name": contact.first_name, "last_name": contact.last_name}
    return Media("contact", payload={name: value for name, value in fields.items() if value}, account=contact.user_id)
