"""The acts of a person by name, as /sim takes them: one table from a word to what `people` does."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import partial

from bot.simulator import people
from bot.simulator.errors import NoSuchThing
from bot.simulator.people import Attached
from bot.simulator.world import JSON, Account, Chat, Message, World

Act = Callable[[World, Chat, JSON, Account | None], Message | None]


def _attached(kind: str, asked: JSON) -> Attached:
    try:
        content = base64.b64decode(asked["base64"], validate=True) if "base64" in asked else None
    except binascii.Error:
        raise ValueError("base64 is not base64") from None
    size = int(asked.get("size", 0 if content is not None else 1000))
    about = {name: str(asked.get(name, "")) for name in ("name", "mime", "caption")}
    return Attached(kind, content=content, size=size, seconds=int(asked.get("seconds", 0)), **about)


def _start(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    return people.start(world, chat, str(asked.get("payload", "")))


def _say(world: World, chat: Chat, asked: JSON, by: Account | None) -> Message:
    return people.say(world, chat, str(asked["text"]), by=by, reply_to=asked.get("reply_to"))


def _attach(world: World, chat: Chat, asked: JSON, by: Account | None, kind: str) -> Message:
    return people.attach(world, chat, _attached(kind, asked), by)


def _place(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    return people.place(world, chat, float(asked["latitude"]), float(asked["longitude"]))


def _contact(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    account = int(asked["account"]) if "account" in asked else None
    return people.contact(world, chat, str(asked["phone"]), str(asked["name"]), account)


def _sticker(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    return people.sticker(world, chat, str(asked.get("emoji", "🙂")))


def _forward(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    return people.forward(world, chat, str(asked["text"]), str(asked["origin"]))


def _edit(world: World, chat: Chat, asked: JSON, _by: Account | None) -> Message:
    return people.edit(world, chat, int(asked["message"]), str(asked["text"]))


def _delete(world: World, chat: Chat, asked: JSON, _by: Account | None) -> None:
    people.delete(world, chat, int(asked["message"]), for_both=bool(asked.get("both", True)))


def _block(world: World, chat: Chat, _asked: JSON, _by: Account | None) -> None:
    people.block(world, chat)


def _unblock(world: World, chat: Chat, _asked: JSON, _by: Account | None) -> None:
    people.unblock(world, chat)


def _deactivate(world: World, chat: Chat, _asked: JSON, _by: Account | None) -> None:
    people.deactivate(world, chat.members[chat.id])


def _language(world: World, chat: Chat, asked: JSON, _by: Account | None) -> None:
    chat.members[chat.id].language = str(asked["language"])
    world.changes.note()


ACTS: dict[str, Act] = {
    "start": _start,
    "say": _say,
    "location": _place,
    "contact": _contact,
    "sticker": _sticker,
    "forward": _forward,
    "edit": _edit,
    "delete": _delete,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "language": _language,
}
ACTS |= {kind: partial(_attach, kind=kind) for kind in ("voice", "document", "photo", "video", "audio")}


def act(name: str, world: World, chat: Chat, asked: JSON, by: Account | None) -> Message | None:
    """Do it; the message that came of it, if any."""
    if name not in ACTS:
        raise NoSuchThing(f"a phone cannot {name}; it can {', '.join(sorted(ACTS))} and press")
    return ACTS[name](world, chat, asked, by)
