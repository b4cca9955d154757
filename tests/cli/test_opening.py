"""`amparo case open` on an officer's own computer."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.installation import Installation
from referrals.vault import (
    Stripped,
    Summons,
    age_encrypt,
    age_keypair,
    fetched_case,
    seal_part,
    seal_summons,
    strip_part,
)
from tests.cli.casemaking import CASE, Officer, enrol, make_case
from tests.cli.conftest import Shell, StockAge

ROSTER_HASH = "0" * 64
CASE_KEY = bytes(range(32))


@pytest.fixture
def me(home: Path) -> Officer:
    """An officer's key in a file as age-keygen writes it, on a computer that is no server."""
    identity, recipient = age_keypair()
    (home / "key.txt").write_text(f"# created: 2027-01-15T08:00:00Z\n# public key: {recipient}\n{identity}\n")
    return Officer(identity, recipient)


def stripped(part: str, data: bytes, recipient: str, about: dict[str, str] | None = None) -> Stripped:
    sealed = seal_part(CASE_KEY, CASE, part, 1, ROSTER_HASH, (recipient,), data, about)
    return Stripped(part, 1, ROSTER_HASH, strip_part(CASE_KEY, CASE, part, 1, ROSTER_HASH, sealed))


def case_file(home: Path, me: Officer, *parts: Stripped) -> Path:
    routing = {"level": "T0", "language": "es", "safe": "any", "state": "sent", "consents": {"keep": True}}
    (home / "case.age").write_bytes(fetched_case(CASE, parts, (me.recipient,), routing, ""))
    return home / "case.age"


def opened(shell: Shell, *more: str) -> tuple[int, str]:
    done = shell("case", "open", "case.age", "--identity", "key.txt", *more)
    return done.exit_code, done.output


def test_a_case_is_shown_in_words(shell: Shell, home: Path, me: Officer) -> None:
    """Codes appear with the words of their buttons, countries with their names, texts as they were written."""
    facts = {"country": "HN", "imminence": "days", "detained": False, "consent": {"store": True}, "needs": []}
    case_file(
        home, me, stripped("facts", json.dumps(facts).encode(), me.recipient),
        stripped("text-1", b"Vinieron el martes.", me.recipient),
        stripped("reply-1", "Aquí estamos".encode(), me.recipient),
    )  # fmt: skip
    code, said = opened(shell)
    assert code == 0, said
    assert "Honduras [HN]" in said
    assert "Yes, in the next days [days]" in said
    assert "detained: no" in said
    assert "consent.store: yes" in said
    assert "needs" not in said
    assert "Vinieron el martes." in said
    assert "Aquí estamos" in said


def test_json_gives_everything_that_was_sealed(shell: Shell, home: Path, me: Officer) -> None:
    """For scripts the document is given as it is, contents and all."""
    case_file(home, me, stripped("text-1", b"Words", me.recipient))
    code, said = opened(shell, "--json")
    document = json.loads(said)
    assert (code, document["case"], document["parts"][0]["content"]) == (0, CASE, "Words")


def test_signs_that_steer_a_terminal_are_taken_out(shell: Shell, home: Path, me: Officer) -> None:
    """What a person wrote can neither move the cursor nor turn the reading direction of an officer's screen."""
    case_file(home, me, stripped("text-1", "a\x1b[2Jb\u202ec\x07\rd\ne".encode(), me.recipient))
    _, said = opened(shell)
    assert "a[2Jbcd\ne" in said


def test_files_are_saved_under_names_of_ours(shell: Shell, home: Path, me: Officer) -> None:
    """Each file goes into a new folder for its owner alone, whatever its sender called it."""
    case_file(
        home, me, stripped("voice-2", b"OggS", me.recipient, {"kind": "voice"}),
        stripped("file-3", b"%PDF", me.recipient, {"kind": "document", "name": "../../evil.sh"}),
        stripped("text-1", b"Words", me.recipient),
    )  # fmt: skip
    code, said = opened(shell, "--save", "files")
    assert code == 0, said
    assert {file.name: file.read_bytes() for file in (home / "files").iterdir()} == {
        "voice-2.ogg": b"OggS",
        "file-3.bin": b"%PDF",
    }
    assert {stat.S_IMODE(file.stat().st_mode) for file in (home / "files").iterdir()} == {0o600}
    assert opened(shell, "--save", "files")[0] == 1


def test_a_part_of_an_earlier_team_is_named_and_not_lost(shell: Shell, home: Path, me: Officer) -> None:
    """What this key cannot open is listed with the reason, and the rest is shown."""
    case_file(home, me, stripped("text-1", b"Earlier", age_keypair()[1]), stripped("text-2", b"Later", me.recipient))
    code, said = opened(shell)
    assert (code, "Sealed before your key" in said, "Later" in said) == (0, True, True)


def test_a_summons_is_opened_too(shell: Shell, home: Path, me: Officer) -> None:
    """The file of a bell shows urgency, place and language, and says what comes next."""
    sealed = seal_summons((me.recipient,), Summons(CASE, "T0", "es", 1_800_000_000, "any", 3, "", "HN"))
    (home / "case.age").write_bytes(sealed)
    code, said = opened(shell)
    assert code == 0, said
    assert "urgency: T0" in said
    assert "Honduras" in said
    assert f"amparo case fetch {CASE}" in said


def test_stock_age_opens_a_summons(home: Path, me: Officer, stock_age: StockAge) -> None:
    """No program of ours is needed to read a bell's file."""
    sealed = seal_summons((me.recipient,), Summons(CASE, "T0", "es", 1_800_000_000, "any", 3, "", "HN"))
    assert json.loads(stock_age(sealed, me.identity))["case"] == CASE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: len(sealed) // 2],
        lambda sealed: b"",
        lambda sealed: sealed[:-40] + bytes(40),
        lambda sealed: b"x" * 4096,
    ],
)
def test_a_damaged_file_is_refused(shell: Shell, home: Path, me: Officer, spoil: object) -> None:
    """A file that was cut or changed shows nothing, and the refusal says what to do."""
    file = case_file(home, me, stripped("text-1", b"Words", me.recipient))
    assert callable(spoil)
    file.write_bytes(spoil(file.read_bytes()))
    code, said = opened(shell)
    assert (code, "Words" in said, "case fetch" in said) == (1, False, True)


def test_two_cases_mixed_are_refused(shell: Shell, home: Path, me: Officer) -> None:
    """A part that stands at another place than it was sealed for shows nothing."""
    other = stripped("text-9", b"Words", me.recipient)
    case_file(home, me, Stripped("text-1", 1, ROSTER_HASH, other.age))
    code, said = opened(shell)
    assert (code, "Words" in said) == (1, False)


def test_a_file_that_is_no_case_is_refused(shell: Shell, home: Path, me: Officer) -> None:
    """An age file of something else is told apart."""
    (home / "case.age").write_bytes(age_encrypt(b'{"format": 1}', (me.recipient,)))
    assert opened(shell)[0] == 1


def test_a_stranger_is_told_that_it_is_not_for_them(shell: Shell, home: Path, me: Officer) -> None:
    """With another key nothing opens."""
    case_file(home, me, stripped("text-1", b"Words", me.recipient))
    (home / "key.txt").write_text(age_keypair()[0])
    code, said = opened(shell)
    assert (code, "not sealed to your key" in said) == (1, True)


@pytest.mark.parametrize("text", ["", "age1notasecret", None])
def test_a_file_without_a_key_is_wrong_usage(shell: Shell, home: Path, me: Officer, text: str | None) -> None:
    """A missing or wrong key file ends with 2 and says which line is meant."""
    case_file(home, me, stripped("text-1", b"Words", me.recipient))
    (home / "key.txt").unlink()
    if text is not None:
        (home / "key.txt").write_text(text)
    assert opened(shell)[0] == 2


def test_a_key_can_be_typed(shell: Shell, home: Path, me: Officer) -> None:
    """A key on standard input never stands in a file."""
    case_file(home, me, stripped("text-1", b"Words", me.recipient))
    done = shell("case", "open", "case.age", "--identity", "-", input=me.identity + "\n")
    assert (done.exit_code, "Words" in done.output) == (0, True)


def test_a_server_is_no_place_to_open_a_case(
    shell: Shell, installation: Installation, clock: FrozenClock, home: Path
) -> None:
    """Where the server's keys can be read a case opens only if that is meant."""
    officer = enrol(installation, clock.now())
    make_case(installation, clock.now())
    (home / "key.txt").write_text(officer.identity)
    shell("case", "fetch", CASE, "--out", "case.age")
    code, said = opened(shell)
    assert (code, "on your own computer" in said, "They came" in said) == (1, True, False)
    code, said = opened(shell, "--here")
    assert (code, "They came" in said) == (0, True)


def test_opening_needs_neither_network_nor_settings(
    shell: Shell, home: Path, me: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken settings on an officer's computer do not stop them; no connection is ever made."""

    def refused(*_args: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr("socket.socket.connect", refused)
    (home / "amparo.toml").write_text("this is [not toml")
    case_file(home, me, stripped("text-1", b"Words", me.recipient))
    assert opened(shell)[0] == 0
    (home / "data").mkdir()
    (home / "data" / "server-keys.json").write_text("{}")
    assert opened(shell)[0] == 1


def test_what_came_by_the_locked_page_is_shown_and_its_file_saved(shell: Shell, home: Path, me: Officer) -> None:
    """Words as they were written, the file under a name of ours, a warning where it was written for another case."""
    file = {"name": "../../evil.sh", "kind": "text/plain", "base64": "cGljdHVyZQ=="}
    body = {"format": 1, "case": "ANOTHER000", "encoding": "json", "content": {"story": "They came.", "file": file}}
    case_file(home, me, Stripped("page-1", 1, ROSTER_HASH, age_encrypt(json.dumps(body).encode(), (me.recipient,))))
    code, said = opened(shell, "--save", "files")
    assert code == 0
    assert "story: They came." in said
    assert said.count("Written for another case") == 2
    assert [one.name for one in (home / "files").iterdir()] == ["pagefile-1.bin"]
    assert (home / "files" / "pagefile-1.bin").read_bytes() == b"picture"
