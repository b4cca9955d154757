"""Every error that the domain of help raises, and nothing else; it imports nothing of ours.

    ReferralError
    ├── VaultError
    │   ├── SealBroken      sealed bytes are not what was sealed for this very place
    │   ├── WrongKey        no key here has that id, or the key is not one
    │   ├── KeyGone         the key was destroyed, or never made
    │   ├── NoRecipient     nobody could open what is asked to be sealed
    │   ├── SealFailed      sealing did not succeed; what was to be sealed is still where it was
    │   └── RosterRefused   the list of officers is not one that we may seal to
    ├── RecordBroken        the chain of the record does not hold
    ├── FactsRefused        answers that are no facts: an unknown field, or a code that the field does not have
    ├── ConsentMissing      something outward was asked for, and no row of the person's allows just that
    ├── TalkMissing         something is to go to a State, a bank or the public, and nobody noted a talk about the risk
    ├── StepNotAllowed      a case or a referral does not stand where this step begins
    └── DirectoryFault      a file of the directory, vocabulary or triage is wrong: where, and what to write

An error of the vault carries a reason from the code, never a value: no content, key, recipient or id can reach
a log, a screen or a traceback through it. `advice` is the next step for the person who runs the service.
"""

from __future__ import annotations

from typing import ClassVar


class ReferralError(Exception):
    """The root of all errors of `referrals`; `advice` says what to do next."""

    advice: ClassVar[str] = "Run `amparo doctor`; it names what is wrong and the command that mends it."


class VaultError(ReferralError):
    """The vault refused; its text is a constant of the code and never holds content."""


class SealBroken(VaultError):
    """Sealed bytes were changed, cut, or moved to another row, revision, case, part or roster."""

    advice = "Do not retry. Keep the row, restore it from the last backup, and ask who wrote to the database."


class WrongKey(VaultError):
    """A key that is missing from the key file, malformed, or not the one that sealed this."""

    advice = "Check that AMPARO's key file is the one this data was sealed with; older keys must stay in it."


class KeyGone(VaultError):
    """The key was destroyed on purpose or never existed: what it sealed is erased."""

    advice = "Nothing to mend: what this key sealed counts as erased, and the next reconcile finishes the row."


class NoRecipient(VaultError):
    """There is nobody to seal to, or a recipient is not a plain age X25519 recipient."""

    advice = "Add an officer whose key is a line that starts with age1: `amparo officer add`."


class SealFailed(VaultError):
    """Sealing did not succeed; nothing was sent or stored in its place."""

    advice = "What the person wrote is kept. Run `amparo doctor`, then let the job try again."


class RosterRefused(VaultError):
    """The list of officers is unsigned, too old, too low, or signed by a stranger."""

    advice = "Run `amparo officer list`; a refused roster is signed anew by `amparo officer add` or `renew`."


class RecordBroken(ReferralError):
    """An entry of the record was changed, removed, added or moved."""

    advice = "Compare the head with the one in the officers' last digest; everything up to there still stands."


class FactsRefused(ReferralError):
    """These answers are not facts, and nothing was judged; the message names the field, never its value."""

    advice = "Correct the field that the message names; `referrals.fields` lists every field with its codes."


class ConsentMissing(ReferralError):
    """No agreement of the person's stands for this act; nothing has gone out. It names the purpose, never a text."""

    advice = "Ask the person first. What they said yes to stands in the fetched case."


class TalkMissing(ReferralError):
    """Before this door a talk about the risk is noted, by whom and when; none is (R44). Nothing has gone out."""

    advice = "Have that talk, then note who had it: amparo case talk ID PLACE --about KINDS --by NAME"


class StepNotAllowed(ReferralError):
    """The thing does not stand where this step begins; nothing has changed."""

    advice = "Look at it again: somebody else may have moved it. `amparo case list` shows where each case stands."


class DirectoryFault(ReferralError):
    """A file that people edit is wrong: which file, which line, what is wrong, and what to write instead."""

    advice = "Correct the line that the message names, then run `amparo referral lint`."

    def __init__(self, file: str, line: int, message: str, hint: str) -> None:
        super().__init__(f"{file}:{line}: {message} {hint}")
        self.file = file
        self.line = line
        self.message = message
        self.hint = hint
