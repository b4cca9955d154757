"""One turn: what one person did, and all that follows from it, inside one transaction.

A turn opens the talk, lets the engine resume it, does what the engine's events ask for, and keeps the talk and its
screen. Other files of this package act on the turn; none of them keeps anything of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.casework.facts import facts_of
from bot.casework.guests import MEMORY
from bot.casework.seals import Seals, held, open_bytes, seal_json
from bot.casework.talk import Talk
from bot.casework.tools import Tools, new_id
from bot.incoming import Incoming
from bot.store import Connection, conversations, jobs, messages, record, screens
from flows.definition import Release
from flows.session import Session, start
from flows.text import Text
from referrals import retention
from referrals.case import Facts
from referrals.errors import KeyGone
from referrals.record import to_hour
from referrals.vault import seal_row

DEFENDERS: Final = "defenders"
OFFICERS: Final = "officers"
FORGETS: Final = 30 * 60
"""After so long a silence the chat answers everybody with the first screen and nothing else (F06)."""
FIRST: Final = 60 * 60
"""How long a talk that has stored no answer is kept."""
SILENCE: Final[Mapping[str, int]] = {"hour": 60 * 60, "day": 24 * 60 * 60}
"""After how many seconds without an answer an officer may read an unfinished draft, by what was agreed (F10)."""


def lapsed(touched: int, now: int, early: int = 0) -> bool:
    """Whether a chat was silent so long; a sign that lies as far ahead is of a clock that was set back since."""
    return abs(now - touched) >= FORGETS - early


@dataclass(slots=True)
class Sending:
    """How the next screen goes out: as an edit of the one tapped, or as a new message."""

    new: bool = True
    priority: int = screens.ANSWER
    keep: bool = False
    """Whether it must arrive whole, whatever is tapped or written meanwhile."""
    behind: bool = False
    """Whether something else was sent in this turn, so that the screen stands after it and never above."""


class Turn:
    """A person's turn. `talk` is replaced as it goes on; `keep` writes it down once."""

    def __init__(self, c: Connection, tools: Tools, seals: Seals, incoming: Incoming, lane: str, now: int) -> None:
        self.c, self.tools, self.seals, self.incoming = c, tools, seals, incoming
        self.lane, self.now = lane, now
        self.row: conversations.Conversation | None = None
        self.id = ""
        self.sending = Sending()
        self.said: list[tuple[Text, Mapping[str, str]] | str] = []
        self.carried: Mapping[str, Any] = {}
        self.over = False
        self.guessed: list[str] = []
        self.then = ""
        """A target of the release where this turn ends instead of where its flow leads."""
        self.talk: Talk = self._opened() or self.begun()

    # -- the talk

    @property
    def at(self) -> int:
        """When the person did this: for words the moment of their sending, which an outage may have made long ago."""
        sent = self.incoming.date if self.incoming.kind in ("text", "media") else 0
        return sent if 0 < sent < self.now else self.now

    @property
    def late(self) -> bool:
        """Whether they did it so long ago that somebody else may look at the chat now."""
        return lapsed(self.at, self.now)

    def follow(self) -> str:
        """The name of the talk that begins when this one is locked: its first screen can be shown before."""
        self.change(following=self.talk.following or new_id())
        return self.talk.following

    def begun(self, name: str = "", language: str = "") -> Talk:
        """A new talk at the first screen, the same for everybody."""
        self.row, self.id = None, name or new_id()
        language = language or self._language()
        session, _ = start(self.tools.releases.current, language, self.now)
        return Talk(session, self.incoming.chat_id)

    def _language(self) -> str:
        known = (self.incoming.language_code or "").partition("-")[0].lower()
        return known if known in self.tools.languages else self.tools.languages[0]

    def _opened(self) -> Talk | None:
        row = conversations.by_lane(self.c, self.lane)
        if row is None or row.sealed is None:
            return None
        try:
            talk = self.open_row(row)
        except KeyGone:  # its key was destroyed first, as it should be: the row is finished by `reconcile`
            conversations.mark_erasing(self.c, row.id)
            return None
        self.row, self.id = row, row.id
        return talk

    def open_row(self, row: conversations.Conversation) -> Talk:
        """Open the sealed talk of a row; KeyGone if its key was destroyed."""
        key = self.key_of(row.id, row.key)
        return Talk.from_bytes(open_bytes(key, "conversations", row.id, row.revision, held(row.sealed)))

    def key_of(self, conversation: str, name: str) -> bytes:
        """The key that a row names: an epoch's, or a half of its conversation's."""
        if name.startswith("epoch:"):
            return self.tools.epochs.key(name)
        if name == MEMORY:
            return self.tools.guests.key(conversation)
        keys = self.seals.of(conversation)
        if name not in keys:
            raise KeyGone("this half of the key was destroyed")
        return keys[name]

    @property
    def session(self) -> Session:
        """The engine's session."""
        return self.talk.session

    @property
    def release(self) -> Release:
        """The release that this talk is pinned to."""
        return self.tools.releases.of(self.session.release)

    @property
    def language(self) -> str:
        """The language of the whole talk."""
        return self.session.language

    def facts(self) -> Facts:
        """What the coded answers mean, for triage, matching and officers."""
        return facts_of(self.release, self.session)

    def change(self, **changes: Any) -> None:
        """Replace parts of the talk."""
        self.talk = self.talk.with_(**changes)

    def say(self, text: Text, **values: str) -> None:
        """Say this before the present question."""
        if (text, values) not in self.said:
            self.said.append((text, values))

    def repeat(self, words: str, carried: Mapping[str, Any]) -> None:
        """Say words that waited for the person, as they were worded; the screen says whose they are till it arrived."""
        self.said.append(words)
        self.carried = carried
        self.sending.new = self.sending.keep = self.sending.behind = True

    # -- keys and retention

    def key_name(self) -> str:
        """Which key seals the talk: the hour's before the first stored answer, a guest's, the draft's from then on."""
        if self.row is not None and self.row.key == "case":  # its draft half is being destroyed: never back to it
            return "case"
        if self.talk.case is not None:
            halves = self.seals.of(self.id)
            return "draft" if "draft" in halves else "case"
        return MEMORY if self.talk.guest else self.tools.epochs.present(self.now)[0]

    def due(self, key_name: str) -> int | None:
        """When the talk is forgotten if nothing more comes; one under the case key lives as long as its case."""
        terms = self.tools.terms
        if self.talk.case is None:
            return self.now + FIRST
        if key_name == "case":
            return None
        if self.talk.sent:
            return retention.draft_key_due(self.talk.sent, terms=terms)
        if (at := self.agreed_due()) is not None:
            return at
        return retention.draft_due(self.now, guest=self.talk.guest, terms=terms)

    def agreed_due(self) -> int | None:
        """When an officer may read an unfinished draft; None where the person did not agree, or somebody reads it."""
        if self.talk.case is None or self.talk.sent or self.talk.alert:
            return None
        silent = SILENCE.get(self.facts().details.get("silence", ""))
        return None if silent is None else self.now + silent

    # -- writing down

    def keep(self, touched: int | None = None) -> None:
        """Seal the talk and write it: a new row, or the next revision of the one that was read.

        `touched` is given where not the person but the clock changes it: nobody came, so nobody is present.
        """
        if self.over:
            return
        key_name = self.key_name()
        if key_name == MEMORY:
            self.tools.guests.used(self.id, self.now)
        key = self.key_of(self.id, key_name)
        revision = 0 if self.row is None else self.row.revision + 1
        sealed = seal_row(key, "conversations", self.id, revision, self.talk.to_bytes())
        if self.row is None:
            conversations.put(
                self.c, self.id, self.lane, DEFENDERS, self.session.seq, key_name, sealed, self.at, self.due(key_name),
                self.talk.case,
            )  # fmt: skip
        else:
            conversations.change(
                self.c, self.id, self.row.revision, self.session.seq, key_name, sealed, touched or self.at,
                self.due(key_name), self.talk.case,
            )  # fmt: skip

    def note(self, kind: str, about: str = "", who: str = "person", detail: str = "") -> None:
        """Write one line of the record: what happened, to which opaque id; never content."""
        record.add(self.c, new_id(), kind, who, about, to_hour(self.now), detail)

    # -- screens

    def show(self, content: Mapping[str, Any]) -> None:
        """Want this screen: an edit of the live one, or a new message that takes the old one's buttons away."""
        live = self.talk.screen
        if live is not None and not self.sending.new and not self._on_its_way(live) and self._want(live, content):
            return
        made = self.send({**content, **self.carried}, self.sending.priority, keep=self.sending.keep)
        if live is not None and live != made:
            self.strip(live)
        self.change(screen=made)

    def send(self, content: Mapping[str, Any], priority: int, *, keep: bool = False) -> int:
        """Want a new message in this person's chat, and give its screen."""
        name, key = self.tools.epochs.present(self.now)
        seal = self._sealer(key, content)
        keep = keep or priority < screens.ANSWER
        return screens.put(self.c, self.lane, DEFENDERS, seal, name, priority, self.now, keep=keep)

    def edit(self, screen: int, content: Mapping[str, Any]) -> None:
        """Change what stands in the chat, without a sound; one that never arrived keeps what it was to say."""
        row = screens.get(self.c, screen)
        if row is not None and row.message_id is not None and row.place is None:
            self._want(screen, content)

    def _on_its_way(self, screen: int) -> bool:
        """Whether this screen must arrive and was never seen."""
        row = screens.get(self.c, screen)
        return row is not None and bool(row.keep) and row.message_id is None

    def take_away(self, screen: int, chat: int | None = None) -> None:
        """Want a message gone, also one whose sending has not ended, also in another chat of this person."""
        self._want(screen, {"delete": True, **({} if chat is None else {"chat": chat})})

    def _want(self, screen: int, content: Mapping[str, Any]) -> bool:
        name, key = self.tools.epochs.present(self.now)
        return screens.change(self.c, screen, self._sealer(key, content), name, self.now, self.sending.priority)

    def _sealer(self, key: bytes, content: Mapping[str, Any]) -> screens.Content:
        # Whoever just wrote is looking here; a sound may give away who hides. The easy way speaks, so it may sound.
        whole = {"chat": self.talk.chat, "silent": not self.talk.easy, **content}
        return lambda row, version: seal_json(key, "screens", str(row), version, whole)

    def strip(self, live: int) -> None:
        """Only one screen answers. One that was never sent keeps its words: its buttons are refused by their number."""
        row = screens.get(self.c, live)
        if row is not None and row.message_id is not None:
            self._want(live, {"strip": True})

    # -- the chat's own messages

    def note_message(self, message_id: int | None) -> None:
        """Remember a message of the person's, so that the chat can be emptied."""
        if message_id is not None:
            name, key = self.tools.epochs.present(self.now)
            address = seal_json(key, "messages", f"{DEFENDERS}:{self.lane}:{message_id}", 0, {"chat": self.talk.chat})
            messages.note(self.c, DEFENDERS, self.lane, message_id, self.now, False, name, address)

    def delete_message(self, message_id: int | None) -> None:
        """Have one message deleted from the chat, soon and surely."""
        if message_id is not None:
            self.job("delete", {"chat": self.talk.chat, "ids": [message_id]})

    def job(self, kind: str, args: Mapping[str, Any], later: int = 0, lane: str | None = None) -> None:
        """Leave work that needs the network to the job runner, sealed."""
        name, key = self.tools.epochs.present(self.now)
        job = new_id()
        sealed = seal_json(key, "jobs", job, 0, dict(args))
        jobs.put(self.c, job, kind, name, sealed, self.now, lane or self.lane, self.now + later)
