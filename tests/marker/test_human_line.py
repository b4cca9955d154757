"""The roads that come after the first call, with strange words on each: nothing of them lies anywhere in clear."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.simulator.driver import Person
from bot.store import cases, parts
from tests.chaos.walking import PATIENCE, to_the_line, until
from tests.marker.test_marker import MARKS, OFFICER_SAYS, Search, found_in, log, newest_link, temporary, written
from tests.marking import files_in, said_in
from tests.phone import PIN
from tests.served import locked
from tests.talks import Talks
from tests.world import World, world

__all__ = ["log", "temporary", "written"]

STATES = ("alert", "sent", "open")
SENT = (
    "help", "weeks", "me", "adult", "agree", "drop", "none", "labour", "attack", "unknown", "first", "advice", "any",
)  # fmt: skip


async def pick(person: Person, *choices: str) -> None:
    """Press buttons by what they mean, each on the newest message that has it."""
    for choice in choices:

        def there(wanted: str = choice) -> tuple[int, str] | None:
            for line in reversed(person.from_bot()):
                for button in (one for row in line.rows for one in row):
                    if str(button.get("callback_data", "")).rpartition(".")[2] == wanted:
                        return line.id, button["text"]
            return None

        try:
            await until(there, PATIENCE)
        except AssertionError:
            raise AssertionError(f"no button {choice!r}:\n{person.transcript()}") from None
        found = there()
        assert found is not None
        await person.press(found[1], message_id=found[0])


def of_the_process() -> bytes:
    """What others of this machine can read of a process: its arguments, its names, its surroundings."""
    held = [Path(f"/proc/self/{name}") for name in ("cmdline", "comm", "environ")]
    threads = Path("/proc/self/task").glob("*/comm")
    said = b"\n".join(path.read_bytes() for path in (*held, *threads) if path.exists())
    return said + json.dumps([*dict(os.environ).items(), *(one.name for one in threading.enumerate())]).encode()


async def a_case_with_a_word(made: World, person: Person) -> None:
    await person.start()
    await pick(person, *SENT)
    await person.sees("Whoever takes this phone", PATIENCE)
    await person.say(MARKS["word"])
    await pick(person, "send")
    await person.sees("Locked and sent", PATIENCE)


async def complains(person: Person, words: str) -> None:
    await pick(person, "_menu", "about", "complain", "complain")
    await person.say(words)
    await person.sees("Passed on", PATIENCE)


async def saved_on_the_page(made: World, person: Person) -> None:
    """What the page locked and could not send comes as a document."""
    told = await _shown(made)
    content = {"story": MARKS["locked file"], "name": MARKS["name on the page"]}
    await person.document("note.age", locked(told, content), caption="")
    await person.sees("Passed on", PATIENCE)


def parts_of(made: World) -> set[str]:
    store = made.service.parts.store
    return store.read(lambda c: {head.part for row in cases.in_states(c, STATES) for head in parts.heads(c, row.id)})


async def _shown(made: World) -> dict[str, str]:
    import httpx

    page = made.service.page()
    assert page is not None
    origin = {"Origin": made.settings.page_origin}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(page), base_url=made.settings.page_origin) as client:
        for _ in range(400):  # a screen that is on its way takes the worth of the link before
            shown = await client.post("/page/open", json={"token": newest_link(made), "page": "p" * 32}, headers=origin)
            if shown.status_code == 200:
                return dict(shown.json())
            await asyncio.sleep(0.03)
    raise AssertionError("no link was ever good")


async def test_every_road_after_the_first_call_leaves_nothing_in_clear(
    tmp_path: Path, log: io.StringIO, temporary: Path
) -> None:
    """A complaint, a code, a taken phone, a case opened by an officer, their words, and a guest: none is found."""
    async with world(tmp_path / "bot", page_origin="https://page.example.org") as made:
        search = Search(made, log, temporary)
        olga = await made.officer("Olga")
        person = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await a_case_with_a_word(made, person)
        await complains(person, MARKS["complaint"])
        search.everywhere("after a complaint")

        made.move(31 * 60)
        await person.start()
        await person.say(MARKS["word"])
        await pick(person, "choices", "code")
        await person.say(MARKS["word"])
        code = re.findall(r"(?:[0-9A-Z]{5} ){4}[0-9A-Z]{5}", (await person.sees("10 minutes", PATIENCE)).text)[0]
        search.everywhere("after a code was shown")

        other = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await other.start()
        await pick(other, "_menu", "lost", "_skip")
        await other.contact(MARKS["number"], MARKS["contact"], person.id)
        await other.say(code)
        await other.sees("The old phone shows nothing", PATIENCE)
        search.everywhere("after a phone was taken")

        guest = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await guest.start()
        await pick(guest, "help", "weeks", "me", "adult", "guest")
        await guest.say(MARKS["guest's word"])
        search.everywhere("beside a guest")

        hiding = made.sim.person("bot", MARKS["first name"], "en", MARKS["username"])
        await to_the_line(hiding)
        if made.service.page() is not None:
            await saved_on_the_page(made, hiding)
            await until(lambda: "sealed-1" in parts_of(made), PATIENCE)
        search.everywhere("after a file that the page had locked")

        await pick(olga, "open")
        await olga.sees("PIN", PATIENCE)
        await olga.say(PIN)
        await search.of_the_wire("at last")
        search.everywhere("at last")
        for text in (code, code.replace(" ", "")):
            assert [name for name, content in files_in(made.folder) if said_in(content, [text])] == []
            assert text not in log.getvalue()
        assert not found_in(of_the_process(), search.accounts())


def test_commands_leave_what_they_show_nowhere_but_where_they_are_told(
    tmp_path: Path, log: io.StringIO, temporary: Path, written: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`case fetch`, `reply`, `open --save`: the file, the folder and the screen that were named, and nothing beside."""
    talks = Talks.made(tmp_path / "bot")
    talks.officer("Ana")
    phone = talks.phone().start().tap("danger", "wake", "any", "armed", "none")
    talks.beat()
    phone.write(MARKS["typed on the line"]).send("voice", caption=MARKS["caption"])
    talks.beat()
    case = talks.case_of(phone) or ""
    key = tmp_path / "officer.key"
    key.write_text(talks.identities["Ana"])
    talks.close()
    written.clear()
    for name, value in {
        "AMPARO_DATABASE_URL": f"sqlite:///{tmp_path}/bot/amparo.db", "AMPARO_KEYSTORE": f"{tmp_path}/bot/keys.db",
        "AMPARO_SERVER_KEY_FILE": f"{tmp_path}/bot/server-keys.json",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.cli.shell.SystemClock", lambda: talks.clock)
    monkeypatch.chdir(tmp_path)

    def typed(*words: str, said: str | None = None) -> str:
        done = CliRunner().invoke(app, list(words), input=said)
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done.output

    typed("case", "fetch", case, "--out", "one.age")
    typed("case", "reply", case, said=OFFICER_SAYS)
    typed("case", "fetch", case, "--out", "two.age")
    shown = typed("case", "open", "two.age", "--identity", str(key), "--save", "saved", "--here")
    assert MARKS["typed on the line"] in shown
    assert OFFICER_SAYS in shown
    beside = {Path(name).name for name in written if f"{tmp_path}/bot/" not in name and not name.startswith("/dev/")}
    assert beside == {".one.age.new", ".two.age.new", ".voice-3.ogg.new"}
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {name for name in left if not name.startswith("bot/")} == {
        "officer.key", "one.age", "two.age", "saved/voice-3.ogg",
    }  # fmt: skip
    assert [path.name for path in temporary.iterdir()] == []
    texts = [*MARKS.values(), OFFICER_SAYS]
    clear = [name for name, content in files_in(tmp_path / "bot") if said_in(content, texts)]
    assert clear == []
    assert said_in((tmp_path / "one.age").read_bytes() + (tmp_path / "two.age").read_bytes(), texts) == []
    assert said_in(log.getvalue().encode() + of_the_process(), texts) == []
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("one.age", "two.age", "saved/voice-3.ogg")} == {0o600}
