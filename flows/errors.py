"""What the conversation engine refuses.

FlowsError
├── FlowFault          an author's file cannot be read; says file, line and what to write instead
├── WrongRelease       the caller resumed a session with a release that it is not pinned to
└── SessionUnreadable  the caller handed in a stored session that is none

What a *person* does wrong is never an exception here: it is an event, and the talk goes on.
No message holds an answer, so all of them may be logged.
"""

from __future__ import annotations


class FlowsError(Exception):
    """Root of everything that `flows` raises."""


class FlowFault(FlowsError):
    """A flow file cannot be read. `code` is the rule broken, `hint` what to write instead."""

    def __init__(self, file: str, line: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(file, line, code, message, hint)
        self.file, self.line, self.code, self.message, self.hint = file, line, code, message, hint

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.code} {self.message} {self.hint}".rstrip()


class WrongRelease(FlowsError):
    """A session is resumed only with the release it is pinned to; move it with `walk_back` first."""


class SessionUnreadable(FlowsError):
    """The stored session is not one of ours, or of a newer program."""
