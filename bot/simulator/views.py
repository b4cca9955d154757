"""How a phone shows what there is: flat JSON for the page, and the same for tests.

A view holds what a person sees and nothing that only the Bot API knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.world import JSON, Account, BotAccount, Chat, Message, World

_MEDIA = ("document", "photo", "voice", "audio", "video", "sticker")


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as a phone shows it."""

    id: int
    by_bot: bool
    text: str
    rows: list[list[JSON]] = field(default_factory=list)
    media: JSON | None = None
    silent: bool = False
    edited: bool = False
    gone: bool = False
    service: bool = False
    protected: bool = False
    date: int = 0
    entities: list[JSON] = field(default_factory=list)
    quote: str = ""
    origin: str = ""
    by: str = ""

    @property
    def labels(self) -> list[str]:
        """The words on the buttons, in reading order."""
        return [button["text"] for row in self.rows for button in row]

    def json(self) -> JSON:
        """For the page."""
        return {name: getattr(self, name) for name in self.__slots__}


def bubble(world: World, message: Message) -> Bubble:
    """What a phone shows of a message."""
    body = message.body
    return Bubble(
        id=message.id,
        by_bot=message.by_bot,
        text=str(body.get("text", body.get("caption", "")) or _service_text(body)),
        rows=body.get("reply_markup", {}).get("inline_keyboard", []),
        media=_media(world, body),
        silent=message.silent,
        edited="edit_date" in body,
        gone=message.gone or message.hidden,
        service=message.service,
        protected=bool(body.get("has_protected_content")),
        date=int(body["date"]),
        entities=body.get("entities") or body.get("caption_entities") or [],
        quote=str(body.get("reply_to_message", {}).get("text", ""))[:80],
        origin=str(body.get("forward_origin", {}).get("sender_user_name", "")),
        by=str(body["from"]["first_name"]),
    )


def _service_text(body: JSON) -> str:
    if "new_chat_members" in body:
        return ", ".join(member["first_name"] for member in body["new_chat_members"]) + " was added"
    return f"{body['left_chat_member']['first_name']} left" if "left_chat_member" in body else ""


def _media(world: World, body: JSON) -> JSON | None:
    for kind in _MEDIA:
        if kind in body:
            return _file(world, kind, body[kind])
    if "location" in body:
        return {"kind": "location", **body["location"]}
    if "contact" in body:
        return {"kind": "contact", "name": body["contact"]["first_name"], "phone": body["contact"]["phone_number"]}
    return None


def _file(world: World, kind: str, about: Any) -> JSON:
    told = about[-1] if isinstance(about, list) else about
    file = world.files.by_id(told["file_id"])
    seen = {"kind": kind, "file": file.id, "name": file.name, "mime": file.mime, "size": file.size}
    return seen | {"seconds": told.get("duration", 0), "emoji": told.get("emoji", "")}


def person_view(person: Account) -> JSON:
    """A person, for the page's list."""
    return {"id": person.id, "name": person.first_name, "language": person.language, "side": person.side}


def bot_view(bot: BotAccount, language: str = "") -> JSON:
    """A bot as a client with this language shows it."""
    commands = bot.commands.get(("default", language)) or bot.commands.get(("default", ""), [])
    return {
        "key": bot.key,
        "name": bot.said("name", language) or bot.name,
        "description": bot.said("description", language),
        "short": bot.said("short_description", language),
        "commands": commands,
    }


def chat_view(world: World, chat: Chat, since: int = -1) -> JSON:
    """A chat; with `since`, only the messages that changed after that count."""
    changed = [message for message in chat.messages.values() if message.change > since]
    doing, until = chat.doing
    return {
        "bot": chat.bot.key,
        "chat": chat.id,
        "title": chat.title,
        "members": [person_view(person) for person in chat.members.values()],
        "started": chat.started,
        "blocked": chat.blocked,
        "left": chat.left,
        "doing": doing if until > world.clock.exact() else "",
        "messages": [bubble(world, message).json() for message in changed],
    }
