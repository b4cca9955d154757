"""Only a roster that the host signed, that is current and that names plain recipients is sealed to."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from referrals.errors import NoRecipient, RosterRefused
from referrals.vault import Keyring, Roster, RosterEntry, age_keypair, roster, ssh_sign

NOW = 1_800_000_000
HOST = Keyring.generate()
STRANGER = Keyring.generate()
ANA, BEN = (age_keypair()[1] for _ in range(2))
ENTRIES = (RosterEntry("ana", ANA, ("mx", "co")), RosterEntry("ben", BEN, ("mx",), ("lead",), NOW + 500))
FIRST = Roster.first(HOST.public, ENTRIES, NOW)


def parse(text: str, now: int = NOW, highest: int = 0) -> Roster:
    return Roster.parse(text, HOST.public, now=now, highest=highest)


def signed(data: dict[str, object] | str, keys: Keyring = HOST) -> str:
    """Sign whatever line, well made or not, as somebody with the key could."""
    line = data if isinstance(data, str) else json.dumps(data, sort_keys=True, separators=(",", ":"))
    line += "\n"
    return line + ssh_sign(keys.signing, line.encode(), roster.NAMESPACE)


def plain() -> dict[str, object]:
    found: dict[str, object] = json.loads(FIRST.line)
    return found


def test_a_signed_roster_reads_back() -> None:
    """What the host signed is what is sealed to."""
    assert parse(FIRST.sign(HOST.signing)) == FIRST


def test_teams_and_dates_choose_the_recipients() -> None:
    """A team gives its officers, no team gives all, and who has expired is left out."""
    assert FIRST.recipients("co", NOW) == (ANA,)
    assert FIRST.recipients("mx", NOW) == FIRST.recipients(None, NOW) == (ANA, BEN)
    assert FIRST.recipients("mx", NOW + 500) == (ANA,)
    assert FIRST.recipient_of("ben", NOW) == BEN


def test_nobody_is_an_error_and_not_an_empty_list() -> None:
    """An unknown team, an expired officer or an expired roster is `NoRecipient`."""
    with pytest.raises(NoRecipient):
        FIRST.recipients("nowhere", NOW)
    with pytest.raises(NoRecipient):
        FIRST.recipient_of("ben", NOW + 500)
    with pytest.raises(NoRecipient):
        FIRST.recipients(None, FIRST.valid_until)


def uncovered() -> str:
    ghost = replace(FIRST, entries=(*ENTRIES, RosterEntry("ghost", age_keypair()[1])))
    return ghost.line.decode() + FIRST.sign(HOST.signing).partition("\n")[2]


def swapped() -> str:
    return FIRST.sign(HOST.signing).replace(ANA, age_keypair()[1])


REFUSED = {
    "an entry that the signature does not cover": uncovered(),
    "a recipient exchanged": swapped(),
    "signed by a stranger": FIRST.sign(STRANGER.signing),
    "a stranger's own roster": Roster.first(STRANGER.public, ENTRIES, NOW).sign(STRANGER.signing),
    "a second signer let in": signed(plain() | {"signers": [HOST.public, STRANGER.public]}),
    "not signed": FIRST.line.decode(),
    "a signature and a line more": FIRST.sign(HOST.signing) + "{}\n",
    "signed for another purpose": FIRST.line.decode() + ssh_sign(HOST.signing, FIRST.line, "amparo-case@v1"),
    "two signers of which one is missing": signed(plain() | {"threshold": 2}),
    "no signer needed": signed(plain() | {"threshold": 0}),
    "a class to come": signed(plain() | {"entries": [plain()["entries"][0] | {"kind": "pq"}]}),  # type: ignore[index]
    "a plugin for a recipient": signed(
        plain() | {"entries": [plain()["entries"][0] | {"recipient": "age1x1" + "q" * 58}]}  # type: ignore[index]
    ),
    "a name twice": replace(FIRST, entries=(ENTRIES[0], replace(ENTRIES[1], name="ana"))).sign(HOST.signing),
    "a recipient twice": replace(FIRST, entries=(ENTRIES[0], replace(ENTRIES[1], recipient=ANA))).sign(HOST.signing),
    "spaces put in after signing": FIRST.sign(HOST.signing).replace('":', '": ', 1),
    "a key put in twice after signing": FIRST.sign(HOST.signing).replace('{"entries"', '{"version":9,"entries"', 1),
    "not canonical": signed(json.dumps(plain())),
    "a key twice": signed(FIRST.line.decode()[:-2] + ',"version":1}'),
    "an unknown field": signed(plain() | {"more": 1}),
    "a field missing": signed({k: v for k, v in plain().items() if k != "previous"}),
    "another format": signed(plain() | {"format": 2}),
    "a version that is no number": signed(plain() | {"version": True}),
    "empty": "",
    "no JSON": signed("hello"),
    "a list": signed("[]"),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_roster_that_may_not_be_sealed_to_is_refused(text: str) -> None:
    """Each fault is `RosterRefused`, and no recipient stands in the message."""
    with pytest.raises(RosterRefused) as caught:
        parse(text)
    assert "age1q" not in str(caught.value)
    assert ANA not in str(caught.value)


def test_a_version_below_the_highest_seen_is_refused() -> None:
    """A restored backup cannot bring a removed officer back; the same version is still the same roster."""
    second = FIRST.successor(ENTRIES[:1], NOW)
    assert parse(second.sign(HOST.signing), highest=2) == second
    with pytest.raises(RosterRefused):
        parse(FIRST.sign(HOST.signing), highest=2)


def test_an_expired_roster_is_refused() -> None:
    """Sixty days after signing nobody is sealed to until it is signed anew."""
    text = FIRST.sign(HOST.signing)
    assert parse(text, now=NOW + roster.VALID_FOR - 1)
    with pytest.raises(RosterRefused):
        parse(text, now=NOW + roster.VALID_FOR)


def test_versions_form_a_chain() -> None:
    """Each version names the hash of the one before; one from the side or after a gap does not succeed it."""
    second = FIRST.successor(ENTRIES[:1], NOW + 1)
    assert second.succeeds(FIRST)
    assert not second.successor(ENTRIES, NOW).succeeds(FIRST)
    assert not replace(second, previous="0" * 64).succeeds(FIRST)
    assert not FIRST.succeeds(FIRST)


def test_a_bad_recipient_is_never_signed_for() -> None:
    """Signing checks every line, so that a mistyped key is found when the officer is added."""
    with pytest.raises(NoRecipient):
        Roster.first(HOST.public, [RosterEntry("ana", ANA[:-1] + ("q" if ANA[-1] != "q" else "p"))], NOW).sign(
            HOST.signing
        )


def test_names_in_any_script_survive() -> None:
    """A name with Arabic letters, quotes and line ends signs and reads back."""
    named = Roster.first(HOST.public, [RosterEntry('آنا "x"\n\u2028', ANA)], NOW)
    assert parse(named.sign(HOST.signing)) == named


def test_ssh_keygen_verifies_the_first_line(tmp_path: Path, ssh_keygen: str) -> None:
    """`head -n1` and OpenSSH check a roster without any program of ours."""
    line, _, signature = FIRST.sign(HOST.signing).partition("\n")
    (tmp_path / "allowed").write_text(f"host {HOST.public}\n")
    (tmp_path / "sig").write_text(signature)
    command = [ssh_keygen, "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "host", "-n", roster.NAMESPACE]
    done = subprocess.run(
        [*command, "-s", str(tmp_path / "sig")], input=line.encode() + b"\n", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
