"""The bot without a network, for tests of whole talks: what a phone would show, in milliseconds a tap.

Updates go straight to `defenders.take` and `desk.take`, each in one transaction of a real store with real keys;
the screens they want are opened, checked against Telegram's limits and drawn into chats, and the leader's duties and
errands run when the clock moves. Only Telegram is missing: a `Line` stands for it.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from telegram import Bot

from bot import catalogue, notices
from bot import installation as installing
from bot.casework import away, officers
from bot.casework.outside import LongWork, with_done
from bot.casework.seals import open_json
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import limits
from bot.clock import FrozenClock
from bot.conversation import belated, defenders, reaching
from bot.desk import desk
from bot.duties import Duties
from bot.errands import Errands
from bot.incoming import Incoming
from bot.settings import load
from bot.store import Connection, alerts, cases, counters, messages, parts, screens
from bot.store import officers as officer_rows
from bot.sweeping import Sweeping
from bot.wiring import parts_of
from bot.wording import Words, catalogs, lint, lists
from referrals.vault import RosterEntry, Stripped, age_keypair, fetched_case, open_case, seal_row, strip_part
from tests.phone import PIN, Message, Phone

Json = dict[str, Any]
TAKERS = {DEFENDERS: defenders.take, OFFICERS: desk.take}
MINUTE, HOUR = 60, 3600


words, release = cache(Words.load), cache(catalogue.release)
rules = cache(lambda: lists.load(catalogs.folder()))
"""What ships is parsed once: that it can be read at every start has its own tests."""


class Line:
    """Telegram, as errands and sweeping see it."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self.left: list[int] = []
        self.files: dict[str, bytes] = {}

    async def delete_messages(self, chat: int, ids: list[int]) -> None:
        for one in ids:
            self._talks.chats.get(chat, {}).pop(one, None)

    async def delete_message(self, chat: int, one: int) -> None:
        await self.delete_messages(chat, [one])

    async def leave_chat(self, chat: int) -> None:
        self.left.append(chat)


class _Errands(Errands):
    """As ever, but a file's bytes are its own name, or what the talks hold under it."""

    async def _file(self, job: Any, args: Mapping[str, Any]) -> None:
        from bot import errands

        async def fetch(bot: Bot, file: str) -> bytes:
            return cast(Line, bot).files.get(file, file.encode())

        real, errands.files.fetch = errands.files.fetch, cast(Any, fetch)
        try:
            await super()._file(job, args)
        finally:
            errands.files.fetch = real


class Talks:
    """One installation, its clock, and everybody's chats."""

    def __init__(self, folder: Path, clock: FrozenClock, database: str = "") -> None:
        self.folder, self.clock, self.database = folder, clock, database
        self.chats: dict[int, dict[int, Message]] = {}
        self.line = Line(self)
        self.faults: list[str] = []
        self.desks: dict[str, Phone] = {}
        self.identities: dict[str, str] = {}
        self.updates = self.accounts = self.message_ids = 1000
        self.said: set[str] = set()
        """Whatever anybody typed, sent or wrote on the page: no file may ever hold it in clear."""
        self.pressed: set[int] = set()
        """The chats of those who pressed or wrote since what they are answered was sent."""
        self._open()

    @classmethod
    def made(cls, folder: Path, database: str = "") -> Talks:
        """A new installation in this folder, with its database there or at another address."""
        clock = FrozenClock(1_800_000_000)
        installing.make(_settings(folder, database), clock)
        return cls(folder, clock, database)

    def copy(self, folder: Path) -> Talks:
        """The same installation with its officers, elsewhere: cheaper than making one."""
        self.close()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        self._open()
        made = Talks(folder, FrozenClock(self.clock.now()))
        made.chats = {chat: dict(found) for chat, found in self.chats.items()}
        made.identities = dict(self.identities)
        made.said = set(self.said)
        made.updates, made.accounts, made.message_ids = self.updates, self.accounts, self.message_ids
        for name, one in self.desks.items():
            made.desks[name] = Phone(made, OFFICERS, one.account, one.language)
        return made

    def _open(self) -> None:
        self.installation = installing.open_(_settings(self.folder, self.database), self.clock)
        with patch("bot.wording.Words.load", words), patch("bot.publishing.catalogue.release", release):
            found = parts_of(self.installation, self.clock, self.faults.append)
        self.store, self.tools, self.seals = found.store, found.tools, found.seals
        self.duties = Duties(self.store, self.tools, self.seals, self.installation.keys, self.faults.append)
        bot = cast(Bot, self.line)
        self.errands = _Errands(
            self.store, self.tools, self.seals, {DEFENDERS: bot, OFFICERS: bot}, self.clock, self.faults.append
        )
        self.sweeping = Sweeping(
            self.store, {DEFENDERS: bot, OFFICERS: bot}, self.errands.address, self.clock, self.faults.append
        )

    def close(self) -> None:
        self.installation.close()

    def restart(self) -> None:
        """Let go of everything in memory and open the files again."""
        self.close()
        self._open()

    # -- people

    def phone(self, language: str = "en") -> Phone:
        """Somebody with a phone whose Telegram speaks this language."""
        self.accounts += 1
        return Phone(self, DEFENDERS, self.accounts, language)

    def officer(self, name: str, language: str = "en") -> Phone:
        """Put an officer on the list and let them press Start."""
        self.accounts += 1
        identity, recipient = age_keypair()
        roster = self.installation.last_roster()
        entry = RosterEntry(name, recipient, ("all",))
        self.installation.write_roster(roster.successor((*roster.entries, entry), self.clock.now()))
        body = {"name": name, "recipient": recipient, "language": language}
        key, sealed = officers.seal_officer(self.tools, name, 0, body)
        person = Phone(self, OFFICERS, self.accounts, language)
        self.do(
            lambda c: officer_rows.put(
                c, name, key, sealed, self.clock.now(), state=officers.PENDING, lane=person.lane
            )
        )  # fmt: skip
        self.identities[name] = identity
        self.desks[name] = person
        return person.write("/start", PIN, PIN)

    # -- the machine

    def do(self, work: Any) -> Any:
        return self.store.transact(work).result()

    def take(self, source: str, incoming: Incoming, lane: str) -> None:
        """One update, in one transaction; then what is wanted is sent."""
        now = self.clock.now()
        while True:
            try:
                self.do(lambda c, one=incoming: TAKERS[source](c, self.tools, self.seals, one, lane, now))
                break
            except LongWork as wanted:  # as `bot.handling` does: outside, then once more
                incoming = with_done(incoming, {**incoming.done, wanted.name: wanted.work()})
        self.pressed.add(incoming.chat_id)
        self.send()

    def send(self) -> None:
        """Bring every wanted screen to its chat, as the sender does."""
        for source in (DEFENDERS, OFFICERS):
            while self.do(lambda c, source=source: self._send(c, source)):
                pass
        self.pressed.clear()

    def _send(self, c: Connection, source: str) -> int:
        now = self.clock.now()
        due = screens.due(c, source, now, 30)
        for row in due:
            version = screens.sending(c, row.id)
            assert version is not None
            content = open_json(
                self.tools.epochs.key(row.key or ""), "screens", str(row.id), row.wanted, row.content or b""
            )
            if belated.is_late(row, content, now):
                belated.put_off(c, self.tools, self.seals, screens.get(c, row.id) or row, content, now)
                continue
            limits.check(content)
            message = self._draw(content, row.message_id)
            if message != row.message_id:
                name, key = self.tools.epochs.present(now)
                place = f"{source}:{row.lane}:{message}"
                address = seal_row(key, "messages", place, 0, json.dumps({"chat": content["chat"]}).encode())
                messages.note(c, source, row.lane, message, now, True, name, address)
            screens.sent(c, row.id, version, message, now)
        return len(due)

    def _draw(self, content: Json, message: int | None) -> int:
        chat = self.chats.setdefault(content["chat"], {})
        found = chat.get(message or 0)
        if content.get("delete"):
            chat.pop(message or 0, None)
            return message or 0
        if content.get("strip"):
            if found is not None:
                found.buttons = []
            return message or 0
        if found is None:
            if content["chat"] not in self.pressed:  # nobody there has just pressed or written anything
                held_to_a_locked_screen(content["text"])
            self.message_ids += 1
            found = chat[self.message_ids] = Message(self.message_ids, True)
        found.text = content["text"]
        found.buttons = [
            (button["label"], button.get("data") or button["url"]) for row in content.get("rows", ()) for button in row
        ]
        self.said |= secrets_in(found)
        found.silent = bool(content.get("silent"))
        found.document = (content.get("document") or {}).get("base64")
        return found.id

    def beat(self) -> None:
        """Everything that the leader owes, once."""
        now = self.clock.now()
        duties = self.duties
        for duty in (
            duties.steady, duties.keep_rota, duties.ring, duties.finish_erasing, duties.link, duties.forget,
            duties.finish_erasing,
            duties.forget_answers, duties.seek, duties.tidy, duties.turn_epochs, duties.reconcile, duties.correct,
        ):  # fmt: skip
            duty(now)
        asyncio.run(self._errands())
        self.send()

    async def _errands(self) -> None:
        while await self.errands.one():
            pass
        for source in (DEFENDERS, OFFICERS):
            await self.sweeping.once(source)

    def wait(self, seconds: int, every: int | None = None) -> None:
        """Let time pass, with a beat at the end, or at every so many seconds; the leader is there all the while."""
        left = seconds
        while left > 0:
            step = min(left, every or seconds)
            self.clock.move(step)
            left -= step
            self.do(lambda c: counters.mark(c, away.SEEN, str(self.clock.now())))
            self.beat()

    def away(self, seconds: int) -> None:
        """Let time pass in which nobody of ours is there."""
        self.beat()
        self.clock.move(seconds)
        self.beat()

    # -- what lies in the rows

    def case_of(self, phone: Phone) -> str | None:
        """The case of the person's present talk."""
        talk = phone.talk
        return talk.case if talk is not None else None

    def every(self, table: str) -> list[Any]:
        """All rows of a table."""
        from sqlalchemy import text

        return list(self.store.read(lambda c: c.execute(text(f"SELECT * FROM {table}")).mappings().all()))

    def read_by(self, name: str, case: str) -> dict[str, Any]:
        """A case as an officer opens it: part by part."""
        row = self.store.read(lambda c: cases.get(c, case))
        assert row is not None
        key = self.seals.of(row.conversation)["case"]
        held = self.store.read(lambda c: parts.of(c, case))
        stripped = [
            Stripped(*place, strip_part(key, case, *place, one.sealed))
            for one in held
            for place in [(one.part, one.revision, one.roster)]
        ]
        recipients = self.tools.roster(self.clock.now()).recipients(None, self.clock.now())
        fetched = fetched_case(case, stripped, recipients, {}, "")
        opened = json.loads(open_case(fetched, self.identities[name]).reveal())
        return {part["part"]: part.get("content") for part in opened["parts"]}

    def routing(self, case: str) -> Json:
        """The routing record of a case."""
        row = self.store.read(lambda c: cases.get(c, case))
        assert row is not None
        return reaching.open_routing(self.seals, row)

    def alerts_of(self, case: str) -> list[alerts.Alert]:
        return list(self.store.read(lambda c: alerts.of_case(c, case)))


def secrets_in(message: Message) -> set[str]:
    """What a screen holds that no file may: a code for another phone, the secret of a link."""
    codes = re.findall(r"\b(?:[0-9A-Z]{5} ){4}[0-9A-Z]{5}\b", message.text)
    links = [data.partition("#t=")[2].partition("&")[0] for _, data in message.buttons if "#t=" in data]
    return {*codes, *(one.replace(" ", "") for one in codes), *links}


def held_to_a_locked_screen(text: str) -> None:
    """What we begin lights up a phone that others may see: no word of the deny-list in its language.

    What an officer wrote themselves is theirs; it comes only where the person said *at any time* or looks.
    """
    ours = [words().word(notices.PERSON_ON_DUTY, one, {"words": "|"}).split("|")[0] for one in words().languages]
    if not any(text.startswith(one.rstrip("\u2068")) for one in ours):
        language = _language_of(text)
        assert lint.screen_shows(language, text, rules(), begun=True) == (), text


def _language_of(text: str) -> str:
    if re.search(r"[\u0600-\u06ff]", text):
        return "ar"
    return "es" if re.search(r"[¿áéíóúñ]|\b(de|la|el|un|una|lo|que|su|hay)\b", text.lower()) else "en"


def _settings(folder: Path, database: str) -> Any:
    return load(
        bot_token="100001:" + "a" * 35, officer_bot_token="100002:" + "b" * 35,
        database_url=database or f"sqlite:///{folder}/amparo.db", keystore=folder / "keys.db",
        server_key_file=folder / "server-keys.json", ladder={"quiet_at": ()},
    )  # fmt: skip
