"""The page of cryptography keeps the invariants that its docstrings state."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import NoRecipient, SealBroken, SealFailed, VaultError, WrongKey
from referrals.vault import primitives

part = st.one_of(st.binary(max_size=20), st.text(max_size=20), st.integers(0, 2**64 - 1))


def flat(parts: list[bytes | str | int]) -> list[bytes]:
    return [p if isinstance(p, bytes) else p.encode() if isinstance(p, str) else p.to_bytes(8, "big") for p in parts]


@given(st.lists(part, max_size=5), st.lists(part, max_size=5))
def test_lp_joins_no_two_lists_into_one(left: list[bytes | str | int], right: list[bytes | str | int]) -> None:
    """Two lists encode alike only if their parts are the same bytes."""
    assert (primitives.lp(*left) == primitives.lp(*right)) == (flat(left) == flat(right))


def test_lp_keeps_neighbours_apart() -> None:
    """Moving a letter over a border changes the encoding, which a join with a separator would not always do."""
    assert len({primitives.lp("ab", "c"), primitives.lp("a", "bc"), primitives.lp("abc"), primitives.lp("ab|c")}) == 4


@given(st.binary(max_size=200), st.binary(max_size=50), st.data())
def test_any_changed_bit_is_refused(plaintext: bytes, aad: bytes, data: st.DataObject) -> None:
    """A flipped bit anywhere in nonce, ciphertext or tag is `SealBroken`."""
    key = b"k" * 32
    sealed = bytearray(primitives.seal(key, plaintext, aad))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealBroken):
        primitives.open_(key, bytes(sealed), aad)


@given(st.binary(max_size=100), st.integers(1, 128))
def test_any_cut_is_refused(plaintext: bytes, cut: int) -> None:
    """Bytes missing at the end are `SealBroken`, down to nothing at all."""
    sealed = primitives.seal(b"k" * 32, plaintext, b"")
    with pytest.raises(SealBroken):
        primitives.open_(b"k" * 32, sealed[: max(0, len(sealed) - cut)], b"")


def test_the_same_twice_seals_differently() -> None:
    """Nonces are random, so equal values cannot be seen to be equal."""
    assert primitives.seal(b"k" * 32, b"yes", b"") != primitives.seal(b"k" * 32, b"yes", b"")


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    """AES would take 16 and 24 bytes; the vault takes 32."""
    with pytest.raises(WrongKey):
        primitives.seal(bytes(length), b"", b"")


REFUSED_RECIPIENTS = {
    "empty": "",
    "plugin": "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
    "plugin with a path": "age1../../bin/sh1" + "q" * 45,
    "ssh key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnzF7/GeZqpn5OVkfnfAKKxLw4D+hVE8fb808nOTKu4",
    "post-quantum, not yet": "age1pq1" + "q" * 60,
    "checksum": "age1" + "q" * 58,
    "upper case": "AGE1MY5DCFG74ANDD2JFZ3DMU7R4MPFUTC05PY3N8DVE9FSCRVVKVSMSQDNGTA",
    "line end": "age1my5dcfg74andd2jfz3dmu7r4mpfutc05py3n8dve9fscrvvkvsmsqdngta\n",
    "an identity": "AGE-SECRET-KEY-1" + "Q" * 58,
}


@pytest.mark.parametrize("text", REFUSED_RECIPIENTS.values(), ids=REFUSED_RECIPIENTS)
def test_only_a_plain_x25519_recipient_is_sealed_to(text: str) -> None:
    """Whatever else age or its plugins would take is `NoRecipient`, and its text is not repeated."""
    with pytest.raises(NoRecipient) as caught:
        primitives.age_encrypt(b"", (text,))
    assert not text or text not in str(caught.value)


def test_nobody_to_seal_to_is_an_error() -> None:
    """An empty list of recipients raises; it never makes a file that nobody opens."""
    with pytest.raises(NoRecipient):
        primitives.age_encrypt(b"x", ())


def test_one_bad_recipient_stops_the_sealing(recipients: tuple[str, ...]) -> None:
    """A list with one bad line seals to nobody, instead of to the good ones only."""
    with pytest.raises(NoRecipient):
        primitives.age_encrypt(b"x", (*recipients, "age1" + "q" * 58))


def test_a_failure_of_age_is_typed_and_without_its_words(
    monkeypatch: pytest.MonkeyPatch, recipients: tuple[str, ...]
) -> None:
    """When the library cannot seal, `SealFailed` is raised from nothing: no text of it and no content is chained."""

    def failing(*_: object, **__: object) -> bytes:
        raise pyrage.EncryptError("MARKER")

    monkeypatch.setattr(primitives.pyrage, "encrypt", failing)
    with pytest.raises(SealFailed) as caught:
        primitives.age_encrypt(b"MARKER", recipients)
    assert "MARKER" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("armored", [False, True])
def test_every_recipient_opens_and_nobody_else(officers: list[tuple[str, str]], armored: bool) -> None:
    """The first two officers open what is sealed to them; the third gets `WrongKey`."""
    sealed = primitives.age_encrypt(b"hello", tuple(r for _, r in officers[:2]), armored=armored)
    assert [primitives.age_decrypt(sealed, identity) for identity, _ in officers[:2]] == [b"hello"] * 2
    with pytest.raises(WrongKey):
        primitives.age_decrypt(sealed, officers[2][0])


def test_stock_age_opens_it(officers: list[tuple[str, str]], recipients: tuple[str, ...], stock_age) -> None:
    """The program of the machine opens binary and armored files."""
    for armored in (False, True):
        assert stock_age(primitives.age_encrypt(b"hello", recipients, armored=armored), officers[1][0]) == b"hello"


@given(st.data())
def test_a_changed_age_file_never_opens(data: st.DataObject) -> None:
    """A flipped bit or a cut in an age file is `SealBroken` or `WrongKey`, never other content."""
    sealed = bytearray(AGE_FILE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        del sealed[at:]
    else:
        sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((SealBroken, WrongKey)):
        primitives.age_decrypt(bytes(sealed), AGE_IDENTITY)


AGE_IDENTITY, _recipient = primitives.age_keypair()
AGE_FILE = primitives.age_encrypt(b"content", (_recipient,))


@pytest.mark.parametrize("text", ["", "age1x", "AGE-SECRET-KEY-1" + "Q" * 58, "AGE-PLUGIN-X-1QQQ"])
def test_what_is_no_identity_is_a_wrong_key(text: str) -> None:
    """A mistyped identity is told apart from a damaged file."""
    with pytest.raises(WrongKey):
        primitives.age_decrypt(AGE_FILE, text)


def test_the_word_is_known_again_only_with_its_pepper() -> None:
    """The same word matches, another word or another pepper does not, and two hashes of one word differ."""
    pepper = b"p" * 32
    first, second = primitives.word_hash("قمر".encode(), pepper), primitives.word_hash("قمر".encode(), pepper)
    assert first != second
    assert primitives.word_matches("قمر".encode(), first, pepper)
    assert not primitives.word_matches(b"moon", first, pepper)
    assert not primitives.word_matches("قمر".encode(), first, b"q" * 32)


def test_the_word_costs_what_owasp_asks() -> None:
    """The stored hash names two passes over 19 MiB in one lane."""
    assert primitives.word_hash(b"w", b"p" * 32).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "phc",
    [
        "",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$argon2id$v=19$m=19456,t=2,p=1$!!!$!!!",
        "$argon2id$v=19$m=4194304,t=9,p=1$c2FsdHNhbHRzYWx0$" + "A" * 43,
        "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$" + "A" * 43,
    ],
)
def test_a_hash_that_is_not_ours_matches_nothing(phc: str) -> None:
    """A spoilt row locks the view; it neither opens it nor makes the server spend gigabytes."""
    assert primitives.word_matches(b"w", phc, b"p" * 32) is False


SEED = bytes(range(32))


def test_a_signature_gives_back_its_signer() -> None:
    """What was signed verifies to the signer's public line."""
    signed = primitives.ssh_sign(SEED, b"message", "a@v1")
    assert primitives.ssh_signer(signed, b"message", "a@v1") == primitives.public_line(SEED)


def test_a_signature_holds_for_nothing_else() -> None:
    """Another message, another purpose, a changed or an empty signature is `SealBroken`."""
    signed = primitives.ssh_sign(SEED, b"message", "a@v1")
    middle = len(signed) // 2
    changed = signed[:middle] + ("A" if signed[middle] != "A" else "B") + signed[middle + 1 :]
    cases = [(signed, b"massage", "a@v1"), (signed, b"message", "b@v1"), (changed, b"message", "a@v1")]
    cases += [(text, b"message", "a@v1") for text in ("", "x", "\n", signed[:-40], signed.replace("SSH", "PGP"))]
    for text, message, namespace in cases:
        with pytest.raises(SealBroken):
            primitives.ssh_signer(text, message, namespace)


def test_a_signature_that_names_another_purpose_is_refused() -> None:
    """The purpose written in the signature must be the one that was signed for, as OpenSSH demands."""
    head, *lines, tail = primitives.ssh_sign(SEED, b"message", "a@v1").splitlines()
    blob = base64.b64decode("".join(lines)).replace(b"a@v1", b"b@v1")
    renamed = "\n".join((head, base64.b64encode(blob).decode(), tail))
    for namespace in ("a@v1", "b@v1"):
        with pytest.raises(SealBroken):
            primitives.ssh_signer(renamed, b"message", namespace)


@given(st.text(max_size=300))
def test_no_text_crashes_the_reader_of_signatures(text: str) -> None:
    """Whatever stands where a signature should is refused by one typed error."""
    armored = f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"
    with pytest.raises(VaultError):
        primitives.ssh_signer(armored, b"message", "a@v1")


def test_ssh_keygen_verifies_our_signature(tmp_path: Path, ssh_keygen: str) -> None:
    """The officers' own OpenSSH takes our signature, and refuses it over other bytes."""
    (tmp_path / "allowed").write_text(f"host {primitives.public_line(SEED)}\n")
    (tmp_path / "sig").write_text(primitives.ssh_sign(SEED, b"message", "amparo-test@v1"))
    command = [ssh_keygen, "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "host", "-n", "amparo-test@v1"]
    command += ["-s", str(tmp_path / "sig")]
    assert subprocess.run(command, input=b"message", capture_output=True, check=False).returncode == 0
    assert subprocess.run(command, input=b"massage", capture_output=True, check=False).returncode != 0


def test_we_verify_a_signature_of_ssh_keygen(tmp_path: Path, ssh_keygen: str) -> None:
    """An officer's signature made by OpenSSH gives back the officer's public line."""
    key, message = tmp_path / "key", tmp_path / "message"
    subprocess.run([ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    message.write_bytes(b"message")
    subprocess.run(
        [ssh_keygen, "-q", "-Y", "sign", "-f", str(key), "-n", "a@v1", str(message)], check=True, capture_output=True
    )
    signed = (tmp_path / "message.sig").read_text()
    assert primitives.ssh_signer(signed, b"message", "a@v1") == key.with_suffix(".pub").read_text().strip()
