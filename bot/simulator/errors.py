"""What the simulator refuses, in Telegram's own words; the texts come from the official server's source.

Knows nothing of HTTP but the number of the answer.
"""

from __future__ import annotations

from typing import Any

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
NEVER_STARTED = "bot can't initiate conversation with a user"
SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_SET = "terminated by setWebhook request"


class Refused(Exception):
    """A request that the Bot API answers with `ok: false`."""

    def __init__(self, code: int, reason: str = "", **parameters: int) -> None:
        prefix = _PREFIXES[code]
        self.code = code
        self.description = f"{prefix}: {reason}" if reason else prefix
        self.parameters = parameters
        super().__init__(self.description)

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str) -> Refused:
    """The commonest refusal: 400."""
    return Refused(400, reason)


def too_many(seconds: int) -> Refused:
    """A flood limit was passed; the bot must wait so many seconds."""
    return Refused(429, f"retry after {seconds}", retry_after=seconds)


class NoSuchThing(LookupError):
    """Whoever plays a person asked for something that this world does not hold."""
