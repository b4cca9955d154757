"""What people do on their phones, and the updates that the bot gets for it.

The rules of who gets what: edits younger than a day, groups by privacy mode, deletions never, view-once media never.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from bot.simulator.errors import NoSuchThing
from bot.simulator.limits import CALLBACK_LIFE, UPDATE_LIFE
from bot.simulator.marking import found_entities
from bot.simulator.world import JSON, Account, BotAccount, Chat, Message, Press, World

_CALLBACK_LANE = 3 << 33
_MEMBER_LANE = 5 << 33


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as a person attaches it; without `content` only its size is real."""

    kind: str
    name: str = ""
    mime: str = ""
    content: bytes | None = None
    size: int = 0
    seconds: int = 0
    caption: str = ""


def _message_update(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    dated = int(message.body.get("edit_date") or message.body["date"])
    left = dated + UPDATE_LIFE - world.clock.exact()
    if left > 0 and not chat.left:
        chat.bot.updates.add(kind, dict(message.body), chat.id, left)


def start(world: World, chat: Chat, payload: str = "") -> Message:
    """Press START: unblocks if need be, and sends the command."""
    if chat.blocked:
        unblock(world, chat)
    return say(world, chat, f"/start {payload}".strip())


def say(world: World, chat: Chat, text: str, *, by: Account | None = None, reply_to: int | None = None) -> Message:
    """Send a text; a long one arrives in several messages, as clients cut it."""
    pieces = _pieces(text)
    sent = [_send(world, chat, _text(piece) | _reply(chat, reply_to), by) for piece in pieces]
    return sent[0]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    while text:
        piece = text.encode("utf-16-le")[: 4096 * 2].decode("utf-16-le", "ignore")
        pieces.append(piece)
        text = text[len(piece) :]
    if not pieces:
        raise NoSuchThing("a phone does not send an empty text")
    return pieces


def _text(text: str) -> JSON:
    entities = found_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def _reply(chat: Chat, message_id: int | None) -> JSON:
    if message_id is None:
        return {}
    quoted = _find(chat, message_id).body
    return {"reply_to_message": {key: value for key, value in quoted.items() if key != "reply_to_message"}}


def _send(world: World, chat: Chat, content: JSON, by: Account | None = None) -> Message:
    person = by or chat.members[chat.id]
    if chat.blocked:
        raise NoSuchThing("a person who blocked the bot presses START first")
    chat.started = True
    message = world.add_message(chat, person.user(), content)
    if chat.private or _reaches_the_bot(chat, content):
        _message_update(world, chat, message)
    return message


def _reaches_the_bot(chat: Chat, content: JSON) -> bool:
    """Privacy mode: in a group a bot hears commands, replies to itself and its own name."""
    text = str(content.get("text", ""))
    replied = content.get("reply_to_message", {}).get("from", {}).get("id") == chat.bot.id
    return text.startswith("/") or replied or f"@{chat.bot.username}" in text


def attach(world: World, chat: Chat, what: Attached, by: Account | None = None) -> Message:
    """Send a voice, document, photo, video or audio."""
    file = world.files.store(f"{what.kind}s", what.name or _NAMES[what.kind], _mime(what), what.content, what.size)
    about: JSON = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
    media: Any = about | _about(what, file.name, file.mime)
    if what.kind == "photo":
        media = [media | {"width": 90, "height": 68, "file_size": file.size}, media | {"width": 1280, "height": 960}]
    content: JSON = {what.kind: media} | ({"caption": what.caption} if what.caption else {})
    return _send(world, chat, content, by)


_NAMES = {
    "voice": "voice.ogg",
    "photo": "photo.jpg",
    "video": "video.mp4",
    "audio": "audio.mp3",
    "document": "file.bin",
}
_MIMES = {"voice": "audio/ogg", "photo": "image/jpeg", "video": "video/mp4", "audio": "audio/mpeg"}


def _mime(what: Attached) -> str:
    return what.mime or _MIMES.get(what.kind, "application/octet-stream")


def _about(what: Attached, name: str, mime: str) -> JSON:
    if what.kind == "photo":
        return {}
    if what.kind == "document":
        return {"file_name": name, "mime_type": mime}
    size = {"width": 640, "height": 480} if what.kind == "video" else {}
    return {"duration": what.seconds, "mime_type": mime} | size


def place(world: World, chat: Chat, latitude: float, longitude: float) -> Message:
    """Send a place."""
    return _send(world, chat, {"location": {"latitude": latitude, "longitude": longitude}})


def contact(world: World, chat: Chat, phone: str, name: str, account: int | None = None) -> Message:
    """Send a contact of the phone's book; of somebody on Telegram it carries their account."""
    known = {} if account is None else {"user_id": account}
    return _send(world, chat, {"contact": {"phone_number": phone, "first_name": name, **known}})


def sticker(world: World, chat: Chat, emoji: str = "🙂") -> Message:
    """Send a sticker."""
    file = world.files.store("stickers", "sticker.webp", "image/webp", b"RIFF\0\0\0\0WEBPVP8 ")
    about = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size, "emoji": emoji}
    look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return _send(world, chat, {"sticker": about | look})


def forward(world: World, chat: Chat, text: str, origin: str) -> Message:
    """Forward somebody else's text; its author's account stays hidden."""
    told = {"type": "hidden_user", "sender_user_name": origin, "date": world.clock.now()}
    return _send(world, chat, _text(text) | {"forward_origin": told})


def edit(world: World, chat: Chat, message_id: int, text: str) -> Message:
    """Change one's own text or caption; the bot is told if the message is younger than a day."""
    message = _own(chat, message_id)
    field = "text" if "text" in message.body else "caption"
    if message.body.get(field) == text:
        return message
    message.body.pop("entities", None)
    message.body |= (_text(text) if field == "text" else {"caption": text}) | {"edit_date": world.clock.now()}
    world.touch(message)
    if world.clock.exact() - message.sent < UPDATE_LIFE:
        _message_update(world, chat, message, "edited_message")
    return message


def delete(world: World, chat: Chat, message_id: int, *, for_both: bool = True) -> None:
    """Remove a message; the bot is told nothing."""
    message = _find(chat, message_id)
    if for_both:
        message.gone = True
    else:
        message.hidden = True
    world.touch(message)


def buttons(message: Message) -> list[JSON]:
    """The inline buttons of a message, in reading order."""
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def find_button(chat: Chat, label: str | None, data: str | None, message_id: int | None = None) -> tuple[Message, JSON]:
    """The newest visible button with this label or data."""
    for message in reversed(chat.visible()):
        if message_id not in {None, message.id}:
            continue
        for button in buttons(message):
            if button["text"] == label or (data is not None and button.get("callback_data") == data):
                return message, button
    raise NoSuchThing(f"no button {label or data!r} is shown")


def press(world: World, chat: Chat, message: Message, data: str, by: Account | None = None) -> Press:
    """Press a button; also one that is no longer shown, as a slow phone does."""
    person = by or chat.members[chat.id]
    made = Press(str(4_000_000_000_000 + secrets.randbelow(10**12)), chat.bot, chat, world.clock.exact())
    world.presses[made.id] = made
    shown: JSON = dict(message.body)
    if message.gone:
        shown = {"chat": chat.describe(), "message_id": message.id, "date": 0}
    query = {
        "id": made.id,
        "from": person.user(),
        "message": shown,
        "chat_instance": str(-abs(hash((chat.bot.id, chat.id)))),
        "data": data,
    }
    chat.bot.updates.add("callback_query", query, person.id + _CALLBACK_LANE, CALLBACK_LIFE)
    world.changes.note()
    return made


def block(world: World, chat: Chat) -> None:
    """Block the bot."""
    _membership(world, chat, "member", "kicked")
    chat.blocked = True
    world.changes.note()


def unblock(world: World, chat: Chat) -> None:
    """Let the bot write again."""
    chat.blocked = False
    _membership(world, chat, "kicked", "member")
    world.changes.note()


def deactivate(world: World, person: Account) -> None:
    """The account is gone; every send to it is refused from now on."""
    person.deactivated = True
    world.changes.note()


def add_to_group(world: World, bot: BotAccount, title: str, members: list[Account]) -> Chat:
    """The first member makes a group with the bot in it."""
    chat = world.add_group(bot, title, members)
    _membership(world, chat, "left", "member", by=members[0])
    added = world.add_message(chat, members[0].user(), {"new_chat_members": [bot.user()]}, service=True)
    _message_update(world, chat, added)
    return chat


def _membership(world: World, chat: Chat, old: str, new: str, by: Account | None = None) -> None:
    person = by or chat.members[chat.id]
    change = {
        "chat": chat.describe(),
        "from": person.user(),
        "date": world.clock.now(),
        "old_chat_member": _member(chat.bot, old),
        "new_chat_member": _member(chat.bot, new),
    }
    chat.bot.updates.add("my_chat_member", change, chat.id + _MEMBER_LANE, UPDATE_LIFE)


def _member(bot: BotAccount, status: str) -> JSON:
    return {"status": status, "user": bot.user()} | ({"until_date": 0} if status == "kicked" else {})


def _find(chat: Chat, message_id: int) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.gone:
        raise NoSuchThing(f"no message {message_id} is in this chat")
    return message


def _own(chat: Chat, message_id: int) -> Message:
    message = _find(chat, message_id)
    if message.by_bot:
        raise NoSuchThing(f"message {message_id} is the bot's")
    return message
