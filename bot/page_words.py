"""What the sealed page says: its words are a table of their own, for they travel to the page and not into a chat.

Only here: the English source of each, with ids under `page/`. Values in braces are filled in by the page itself. This
file does not know when something is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from flows.text import Text

WORDS: Final[Mapping[str, Text]] = {
    name: Text(f"page/{name}", source)
    for name, source in {
        "page": "Notes",
        "wait": "Wait a moment. This page is loading.",
        "no_script": "This browser cannot lock anything here, so nothing can be sent. Go back to the chat.",
        "close": "Close this page",
        "close_label": "Close this page and leave no words on it",
        "checking": "Checking that this page can lock…",
        "title": "Write what we should know",
        "intro": "It is locked on this phone before it leaves. Nothing of it stays on this phone. Every box may stay "
        "empty. You can stop at any time.",
        "readers": "People of our team who can open it: {count}",
        "story": "What happened?",
        "story_hint": "Write as much or as little as you want.",
        "name": "A name, if you want to give one",
        "contact": "How can we reach you?",
        "contact_hint": "A number or an address that others cannot read.",
        "file": "A photo or a file",
        "file_hint": "One, of at most {most} MB. A photo can show where it was taken.",
        "send": "Lock and send",
        "leave": "Leave without sending",
        "empty": "Nothing is written yet. Write something, or add a file.",
        "too_big": "This file is too large. Choose one of at most {most} MB.",
        "unread": "This file cannot be read. Choose it again.",
        "locking": "Locking…",
        "sending": "Sending, locked",
        "stay": "Keep this page open. On a slow line this takes a while.",
        "progress": "{percent} % has left",
        "sent": "Locked and sent",
        "sent_text": "It arrived. Close this page and go back to the chat.",
        "not_sent": "Not sent yet",
        "not_sent_text": "There is no connection. What you wrote is locked. Keep this page open, and try again.",
        "late_text": "This page was open for too long, and its link has ended. What you wrote is locked.",
        "again": "Try again",
        "save_text": "Or save it, locked, and send the file to the chat. Then delete the file from this phone.",
        "save": "Save the locked file",
        "saved": "Saved, locked. Send the file to the chat.",
        "offline": "No connection",
        "offline_text": "We cannot reach our server. Nothing was sent. Try again, or go back to the chat.",
        "spent": "This link has ended",
        "spent_text": "Each link works once, for a short time. Nothing was sent. Go back to the chat for a new one. "
        "If you never opened this one, somebody else may have: tell us in the chat.",
        "changed": "Do not use this page",
        "changed_text": "We could not check who would be able to read it, so nothing was sent. Go back to the chat. "
        "The date of this phone may also be wrong.",
        "cannot": "This phone cannot lock your words",
        "cannot_text": "So nothing was sent. Try another browser, or write to a person in the chat.",
    }.items()
}


def texts() -> Iterator[Text]:
    """Every one of them, in the order of this file."""
    yield from WORDS.values()
