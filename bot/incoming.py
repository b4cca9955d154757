"""What a person did in a chat, as a plain value.

Only the shape lives here. This file does not know Telegram's library, the store or the conversation: `bot.chat.reading`
makes these values, `bot.conversation` takes them. No repr shows a word, a name or a number of the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MediaKind = Literal[
    "voice", "audio", "photo", "document", "video", "video_note", "animation", "sticker", "location", "contact"
]
IncomingKind = Literal["text", "tap", "media", "member", "other"]
ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, slots=True, repr=False)
class Media:
    """Something sent that is not text: a file to fetch later, or a place or contact that is here already.

    `payload` holds the coordinates of a place or the fields of a contact; all else has a `file_id`.
    """

    kind: MediaKind
    file_id: str | None = None
    size: int | None = None
    name: str | None = None
    mime: str | None = None
    caption: str | None = None
    payload: Mapping[str, str | int | float] | None = None
    account: int | None = None
    """Whose contact it is, where Telegram says so; never passed on."""

    def __repr__(self) -> str:
        return f"<Media {self.kind}>"


@dataclass(frozen=True, slots=True, repr=False)
class Incoming:
    """One update, read.

    `kind` is `other` for what a chat can hold and the bot cannot take (a poll, a dice, a service message). A tap has
    `callback_id`, `data` and the message tapped; Telegram does not tell its time, so `date` is that message's, or 0.
    `member` says in `member_status` what the person made of the bot (`kicked` is a block).
    `start_argument` is None unless the text is /start; a bare /start has the empty string.
    """

    source: str
    update_id: int
    kind: IncomingKind
    chat_id: int
    user_id: int
    chat_kind: ChatKind
    message_id: int | None = None
    date: int = 0
    language_code: str | None = None
    text: str | None = None
    data: str | None = None
    callback_id: str | None = None
    media: Media | None = None
    reply_to: int | None = None
    forwarded: bool = False
    edited: bool = False
    start_argument: str | None = None
    album: str | None = None
    member_status: str | None = None
    done: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Long work that was done for this update outside its transaction; nothing of Telegram's."""

    def __repr__(self) -> str:
        return f"<Incoming {self.kind} from {self.source}>"
