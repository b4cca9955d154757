"""Strange words in every answer of a whole case, and a search for them in everything that the bot leaves anywhere."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import re
import struct
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from bot import logs
from bot.simulator.driver import Person
from bot.store import cases, inbox, parts
from referrals.errors import SealFailed
from tests.chaos.opening import opened_cases
from tests.chaos.walking import CORE, DANGER, LINE, PATIENCE, tap, to_the_line, until, walk
from tests.marking import forms_of, said_in
from tests.phone import PIN
from tests.served import locked
from tests.world import TOKENS, World, world

MARKS = {
    "typed on the line": "Quagmirelantern one",
    "typed at the card": "Quagmirelantern zero",
    "story": "Quagmirelantern two",
    "not understood": "Quagmirelantern three",
    "country not known": "Quagmirelantern four",
    "while it waits": "Quagmirelantern five",
    "edited": "Quagmirelantern six",
    "forwarded": "Quagmirelantern seven",
    "of whom": "Quagmirelantern eight",
    "broken": "Quagmirelantern nine",
    "word": "Zumbravoxel",
    "caption": "Hexapodwhistle",
    "file name": "Brimstoneferret.pdf",
    "voice": "Oggvoicemarrowfat",
    "document": "Pdfbytesgallimaufry",
    "contact": "Wobbegongsen",
    "number": "+50499887766",
    "first name": "Xylotomistina",
    "username": "tragelaphine_99",
    "on the page": "Wyvernmarmalade",
    "name on the page": "Oxyrhynchella",
    "file on the page": "Ptarmiganscroll",
    "not our letters": "Ñandúğarşı ومرقل",
    "complaint": "Snollygostervale",
    "locked file": "Widdershinsquill",
    "guest's word": "Mumpsimuskerfle",
    "second complaint": "Taradiddlebrough",
    "latitude": "13.907331",
    "longitude": "-87.213377",
}
OTHER_ROADS = {"complaint", "locked file", "guest's word", "second complaint", "not our letters"}
"""What other tests of this folder say."""
LATITUDE, LONGITUDE = 13.907331, -87.213377


def numbers_of(number: int) -> Iterator[bytes]:
    """The ways in which the number of an account may stand somewhere."""
    yield str(number).encode()
    yield struct.pack("<q", number)
    yield struct.pack(">q", number)


def found_in(content: bytes, numbers: tuple[int, ...] = ()) -> list[str]:
    """Which marks, and which of these accounts, stand in this content; upper and lower case are one."""
    said = set(said_in(content, MARKS.values()))
    words = [what for what, mark in MARKS.items() if mark in said]
    return words + [f"account {number}" for number in numbers if any(form in content for form in numbers_of(number))]


@dataclass
class Search:
    """Looks at everything that a world has left so far; remembers how often and where it looked."""

    made: World
    log: io.StringIO
    temporary: Path
    looks: int = 0
    files: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def accounts(self) -> tuple[int, ...]:
        return tuple(account.id for account in self.made.sim.world.people.values())

    def everywhere(self, when: str) -> None:
        """Files, log, temporary files and faults, now."""
        self.looks += 1
        places = [path for root in (self.made.folder, self.temporary) for path in root.rglob("*") if path.is_file()]
        for path in places:
            self.files.add(path.name)
            assert not found_in(path.name.encode(), self.accounts()), f"{when}: the name of {path.name}"
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # a journal that ended meanwhile
                continue
            assert not found_in(content, self.accounts()), f"{when}: {path.name}"
        said = self.log.getvalue() + json.dumps(self.made.service.faults)
        assert not found_in(said.encode(), self.accounts()), f"{when}: the log"
        assert not any(token.partition(":")[2] in said for token in TOKENS.values()), f"{when}: a token in the log"

    async def of_the_wire(self, when: str) -> None:
        """What was sent to Telegram, what bells and summonses hold, what health and metrics tell."""
        sim = self.made.sim
        for call in sim.requests:
            aimed = {name: value for name, value in call.params.items() if name not in ("chat_id", "user_id")}
            # The words of the person on duty and of the bot itself may be sent; nothing of the person's ever is.
            assert not found_in(json.dumps(aimed, ensure_ascii=False).encode(), self.accounts()), (
                f"{when}: {call.method}"
            )
        for person in self.made.officers.values():
            for line in person.chat(everything=True):
                assert not found_in(json.dumps(line.json(), default=str, ensure_ascii=False).encode()), (
                    f"{when}: a bell"
                )
                if line.media is not None:
                    assert not found_in(await person.download(line), self.accounts()), f"{when}: a summons"
                    self.opened.add(line.media["name"])
        transport = httpx.ASGITransport(app=self.made.service.health())
        async with httpx.AsyncClient(transport=transport, base_url="http://private") as client:
            for path in ("/health", "/metrics"):
                told = await client.get(path)
                assert told.status_code == 200
                assert not found_in(told.content, self.accounts()), f"{when}: {path}"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log at its most talkative, and all that other libraries print there."""
    stream = io.StringIO()
    before = logging.getLogger().handlers[:], sys.excepthook
    logs.configure("DEBUG", stream)
    for name in logs.SILENCED:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    yield stream
    logging.getLogger().handlers[:], sys.excepthook = before
    for name in ("", *logs.SILENCED):
        logging.getLogger(name).setLevel(logging.WARNING)
    logs.configure("WARNING")
    logging.getLogger().handlers[:], sys.excepthook = before


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for whatever anybody writes for a moment."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class Written:
    """Names of the files that this process opened for writing, for as long as it listens."""

    names: ClassVar[set[str]] = set()
    listening = False

    @classmethod
    def hook(cls, event: str, args: tuple[Any, ...]) -> None:
        if not (cls.listening and event == "open" and isinstance(args[0], str | bytes | Path)):
            return
        if (isinstance(args[1], str) and set(args[1]) & set("wax+")) or (args[2] or 0) & 3:
            cls.names.add(str(args[0]))


@pytest.fixture
def written() -> Iterator[set[str]]:
    """Every file that Python code opens for writing during the test."""
    if not hasattr(Written, "set"):
        sys.addaudithook(Written.hook)
        Written.set = True  # type: ignore[attr-defined]
    Written.names, Written.listening = set(), True
    yield Written.names
    Written.listening = False


def held_back(made: World) -> asyncio.Event:
    """Let nothing be handled until the event is set: what arrives waits in the inbox."""
    go = asyncio.Event()
    drain = made.service.handling.drain

    async def waiting() -> int:
        await go.wait()
        return await drain()

    made.service.handling.drain = waiting  # type: ignore[method-assign]
    return go


async def until_waiting(made: World, count: int) -> None:
    """Return when so many updates wait in the inbox."""
    for _ in range(400):
        if made.service.parts.store.read(inbox.waiting)[0] == count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"there were never {count} updates in the inbox")


async def contents_of_all_cases(made: World, identity: str) -> str:
    """Everything that an officer can open, of every case, as text."""
    return await asyncio.to_thread(_contents, made, identity)


def _contents(made: World, identity: str) -> str:
    return "\n".join(json.dumps(opened, ensure_ascii=False) for opened in opened_cases(made.service, identity).values())


async def danger(made: World, person: Person, search: Search) -> None:
    """The danger path with everything that its line can be sent."""
    await person.start()
    await tap(person, "Hello. We help people", "I am in danger now")
    await person.sees("Your safety first", PATIENCE)
    await person.say(MARKS["typed at the card"])
    await person.sees("We hold what you wrote", PATIENCE)
    search.everywhere("while words are held")
    await walk(person, DANGER[1:])
    await person.sees(LINE, PATIENCE)
    search.everywhere("after the taps")
    await person.say(MARKS["typed on the line"])
    await person.sees("Passed on", PATIENCE)
    search.everywhere("after the words")
    await person.voice(b"OggS" + MARKS["voice"].encode() * 30)
    await person.document(MARKS["file name"], b"%PDF" + MARKS["document"].encode() * 500, caption=MARKS["caption"])
    search.everywhere("while files are fetched")
    await person.location(LATITUDE, LONGITUDE)
    await person.contact(MARKS["number"], MARKS["contact"])
    said = await person.say(MARKS["edited"])
    await person.edit(said.id, MARKS["edited"] + " and more")
    await person.forward(MARKS["forwarded"], MARKS["of whom"])
    search.everywhere("after everything of the line")


def newest_link(made: World) -> str:
    """The secret behind the newest button that leads to the page."""
    address = next(
        button["url"]
        for call in reversed(made.sim.requests)
        for row in (call.params.get("reply_markup") or {}).get("inline_keyboard", ())
        for button in row
        if "url" in button
    )
    return str(address).partition("#t=")[2].partition("&")[0]


async def on_the_page(made: World, search: Search) -> None:
    """What the sealed page does, without a browser: shows the link in the chat, and sends what it has locked."""
    page = made.service.page()
    assert page is not None
    origin = {"Origin": made.settings.page_origin}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(page), base_url=made.settings.page_origin) as client:
        for _ in range(400):  # a screen that is on its way takes the worth of the link before
            token = newest_link(made)
            shown = await client.post("/page/open", json={"token": token, "page": "p" * 32}, headers=origin)
            if shown.status_code == 200:
                break
            await asyncio.sleep(0.03)
        told = shown.json()
        file = {"name": "x", "kind": "y", "base64": base64.b64encode(MARKS["file on the page"].encode()).decode()}
        content = {"story": MARKS["on the page"], "name": MARKS["name on the page"], "file": file}
        more = {"Content-Type": "application/octet-stream", "X-Page": "p" * 32, **origin}
        sent = await client.post("/page/part", content=locked(told, content), headers=more)
        assert sent.status_code == 200
        assert (await client.post("/page/part", content=MARKS["on the page"].encode(), headers=more)).status_code == 422
    search.everywhere("after the page")
    for file_ in (*made.folder.rglob("*"), search.temporary):
        assert not file_.is_file() or token.encode() not in file_.read_bytes(), f"the link in {file_.name}"
    assert token not in search.log.getvalue()


async def core(made: World, person: Person, search: Search) -> None:
    """The core case with what is typed in it: no country, no answer, the word, the story."""
    await person.start()
    await tap(person, "Hello. We help people", "Get help")
    await person.sees("Could someone hurt you", PATIENCE)
    await person.say(MARKS["not understood"])
    await person.sees("We did not understand", PATIENCE)
    await walk(person, CORE[1:6])
    await person.sees("Which country is this about?", PATIENCE)
    await person.say(MARKS["country not known"])
    await person.sees("Which country is this about?", PATIENCE)
    await walk(person, CORE[6:])
    await person.sees("Whoever takes this phone", PATIENCE)
    await person.say(MARKS["word"])
    await tap(person, "Read it once more", "Yes, send it")
    search.everywhere("after sending")
    await tap(person, "Locked and sent", "Tell it in your words")
    await person.sees("You can write a few words here", PATIENCE)
    await person.say(MARKS["story"])
    await person.sees("Passed on", PATIENCE)


async def test_no_answer_is_found_in_clear_anywhere(
    tmp_path: Path, log: io.StringIO, temporary: Path, written: set[str]
) -> None:
    """A whole case leaves none of its words in any file, log, screen, bell, summons or metric, at any time."""
    async with world(tmp_path / "bot", page_origin="https://page.example.org") as made:
        search = Search(made, log, temporary)
        olga = await made.officer("Olga")
        search.everywhere("before")
        first = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        second = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await danger(made, first, search)
        if made.service.page() is not None:
            await on_the_page(made, search)
        await core(made, second, search)
        search.everywhere("after both paths")
        await search.of_the_wire("during")

        go = held_back(made)
        await asyncio.sleep(0.05)
        made.service.handling.wake()
        await first.say(MARKS["while it waits"])
        await until_waiting(made, 1)
        search.everywhere("while it waits in the inbox")
        go.set()
        made.service.handling.wake()
        await until_waiting(made, 0)

        await tap(olga, "Something is waiting", "I take it")
        await files_are_in(made)
        opened = await contents_of_all_cases(made, made.identities["Olga"])
        unbuilt = set() if made.service.page() else {"on the page", "name on the page", "file on the page"}
        unbuilt |= OTHER_ROADS
        expected = {*MARKS} - unbuilt - {"not understood", "country not known", "word", "first name", "username",
                               "file on the page", "broken", "of whom", "voice", "document"}  # fmt: skip
        lost = [what for what in sorted(expected) if MARKS[what] not in opened]
        assert not lost, "an officer can read what was sent, or the search would find nothing for a poor reason"
        assert base64.b64encode(b"OggS" + MARKS["voice"].encode() * 30).decode() in opened
        assert base64.b64encode(b"%PDF" + MARKS["document"].encode() * 500).decode() in opened

        for _ in range(2):
            await asyncio.to_thread(made.service.installation.copy_keys)
        search.everywhere("after")
        await search.of_the_wire("after")
        await made.stop()
        search.everywhere("when it is stopped")
        await made.restart()
        await second.say(MARKS["word"])
        search.everywhere("after a restart")
        made.move(4 * 3600)
        await asyncio.sleep(0.05)
        await first.say(MARKS["while it waits"])
        await first.sees("Hello. We help people", PATIENCE)
        search.everywhere("four hours later")
        assert search.looks >= 12
        assert {"amparo.db", "amparo.db-wal", "keys.db", "keys-a.age", "keys-b.age"} <= search.files
        assert "note.age" in search.opened
        ours = {name for name in written if str(tmp_path / "bot") not in name and not name.startswith("/dev/")}
        assert not {name for name in ours if "pytest" not in name and str(temporary) not in name}, "files elsewhere"


OFFICER_SAYS = "Quagmirelantern of the officer"
ANSWERED = (b"other_hurt", b"Are you hurt")
PIN_ALONE = re.compile(rb"(?<![0-9a-fA-F])" + PIN.encode() + rb"(?![0-9a-fA-F])")


def officers_words_lie_in(made: World, log: io.StringIO) -> list[str]:
    """Where words that wait for a PIN, an answer tapped under a phrase, or the PIN itself can be read."""
    forms = [*forms_of(OFFICER_SAYS), *ANSWERED]
    places = {path.name: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    places["the log"] = log.getvalue().encode()
    return [name for name, held in places.items() if any(one in held for one in forms) or PIN_ALONE.search(held)]


async def test_nothing_of_an_officers_answer_is_found_in_clear(tmp_path: Path, log: io.StringIO) -> None:
    """Neither words that wait for the PIN, nor the PIN, nor what was tapped under a phrase, in any file or line."""
    async with world(tmp_path / "bot") as made:
        olga = await made.officer("Olga")
        person = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await to_the_line(person)
        made.move(16 * 60)
        await tap(olga, "Something is waiting", "I take it")
        await olga.sees("You have it for", PATIENCE)
        await olga.say(OFFICER_SAYS)
        await olga.sees("Type your PIN", PATIENCE)
        assert officers_words_lie_in(made, log) == []
        await olga.say(PIN)
        await person.sees(OFFICER_SAYS, PATIENCE)
        await olga.sees("Passed on. The ringing has ended", PATIENCE)
        assert officers_words_lie_in(made, log) == []
        await tap(olga, "Passed on. The ringing has ended", "Phrases")
        await tap(olga, "What do you want to say?", "What is happening")
        await tap(olga, "Are they near you now?", "1")
        await tap(person, "Are you hurt?", "Someone else is")
        await olga.sees("Their answer", PATIENCE)
        assert officers_words_lie_in(made, log) == []
        opened = await contents_of_all_cases(made, made.identities["Olga"])
        assert OFFICER_SAYS in opened
        assert "Are you hurt? - Someone else is" in opened
        await until(lambda: not any(PIN in line.text for line in olga.chat()), PATIENCE)


async def files_are_in(made: World) -> None:
    """Return when every file that was sent stands as a part."""

    def count() -> int:
        return made.service.parts.store.read(
            lambda c: sum(
                head.part.partition("-")[0] in ("voice", "file")
                for case in cases.in_states(c, ("alert", "sent", "open"))
                for head in parts.heads(c, case.id)
            )
        )

    for _ in range(400):
        if await asyncio.to_thread(count) >= 2:
            return
        await asyncio.sleep(0.03)
    raise AssertionError("the files did not arrive")


async def test_no_fault_says_what_it_was_about(
    tmp_path: Path, log: io.StringIO, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealing that fails and updates that cannot be read name their fault and nothing of what they held."""

    def refuses(*args: Any, **more: Any) -> bytes:
        raise SealFailed(MARKS["broken"]) from ValueError(MARKS["broken"])

    async with world(tmp_path / "bot") as made:
        search = Search(made, log, temporary)
        await made.officer("Olga")
        person = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await to_the_line(person)
        monkeypatch.setattr("bot.casework.sealing.seal_part", refuses)
        await person.say(MARKS["typed on the line"])
        await until(lambda: made.service.faults, PATIENCE)
        made.sim.inject({"message": {"from": {"id": person.id}, "text": MARKS["broken"]}})
        made.sim.inject({"callback_query": MARKS["broken"]})
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": MARKS["broken"], "exception": ValueError(MARKS["broken"])})
        logging.getLogger("telegram.Bot").debug("calling with %s", MARKS["broken"])
        try:
            raise ValueError(MARKS["broken"])
        except ValueError:
            logging.getLogger("sqlalchemy").exception(MARKS["broken"])
            logs.get_log("test").error("test.broken", words=MARKS["broken"], exc_info=True)
        await person.say(MARKS["broken"])
        await until(lambda: "update.dead" in made.service.faults or "closed.SealFailed" in made.service.faults)
        search.everywhere("after faults")
        await search.of_the_wire("after faults")
        assert "library.spoke" in log.getvalue()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The search itself sees a mark and an account however they are written."""
    for what, mark in MARKS.items():
        for form in forms_of(mark):
            assert what in found_in(b"\0\1" + form + b"\2"), (what, form)
    for form in numbers_of(700_000_001):
        assert found_in(b"x" + form + b"y", (700_000_001,)) == ["account 700000001"]
