"""What is sent and is no text: voice, files, pictures, places, contacts. Passed on, or asked about; never dropped.

A child's pictures are not taken at all; what carries no message is refused aloud.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import passing
from bot.casework.talk import Unasked
from bot.casework.turn import DEFENDERS
from bot.conversation import guessing
from bot.incoming import Media
from flows.inputs import Go, Input, Show

if TYPE_CHECKING:
    from bot.casework.turn import Turn

LARGEST: Final = 20 * 1024 * 1024
"""What a bot can fetch from Telegram (telegram.md 4.4); larger files never reach us."""
LOST: Final = frozenset({"sticker", "animation"})
"""Kinds that carry no message to pass on."""
PICTURES: Final = frozenset({"photo", "video", "video_note", "document"})
"""What may hold a picture; a child's may be unlawful to hold, so none is taken (F29)."""


def sent(turn: Turn, media: Media, *, proves: bool) -> Input:
    """Something sent: to the officers at once while an alert is open, else one question; never silently refused.

    Where the question is one for a proof, the contact of an account is that.
    """
    if media.account is not None and proves:
        return _account(turn, media.account)
    if media.kind in LOST:
        turn.say(notices.STICKER)
        return Show()
    if media.kind in PICTURES and turn.facts().age_band == "child" and not _named_as_sealed(media):
        turn.delete_message(turn.incoming.message_id)
        turn.say(notices.CHILD_NO_FILES)
        return Show()
    if (media.size or 0) > LARGEST:
        turn.say(notices.FILE_TOO_BIG)
        return Show()
    return _unasked(turn, media)


def _unasked(turn: Turn, media: Media) -> Input:
    one = Unasked(media.kind, turn.incoming.message_id or 0, media.file_id, media.size or 0, _told(media), media.name)
    if turn.talk.alert is not None:
        passing.keep_media(turn, one)
        return Show()
    if len(turn.talk.unasked) >= guessing.MOST_HELD:
        turn.say(notices.MANY_FILES, n=str(guessing.MOST_HELD))
        return Go("outside")
    turn.change(unasked=(*turn.talk.unasked, one))
    return Go("outside")


def _named_as_sealed(media: Media) -> bool:
    """Whether a document may be what the locked page saved; that it is, is looked at before it is kept."""
    return media.kind == "document" and (media.name or "").lower().endswith(".age")


def _account(turn: Turn, account: int) -> Input:
    """The contact of the account whose phone was taken: only where it would stand is kept, until the word comes."""
    turn.change(accounts=turn.tools.keyring.lanes(DEFENDERS, account))
    turn.delete_message(turn.incoming.message_id)
    turn.say(notices.ACCOUNT_KNOWN)
    return Show()


def _told(media: Media) -> str | None:
    """A place or a contact as words; a file's caption."""
    if media.payload is not None:
        return "\n".join(f"{name}: {value}" for name, value in media.payload.items())
    return media.caption
