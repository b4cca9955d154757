"""How fast we may speak: about one message a second in a chat and thirty over all, and the pauses Telegram asks for.

Only times live here, read from the monotonic clock that is handed in. Both paces are the same rule (a theoretical
arrival time that each message pushes on). This file does not know what is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_PER_CHAT: Final = 1.0  # a second; Telegram lets short bursts through
_CHAT_BURST: Final = 3
_OVERALL: Final = 30.0
# Small, so that no second holds many more than thirty, and a bell never waits behind a burst.
_OVERALL_BURST: Final = 5
_REPEATED_SECONDS: Final = 5.0
_STRICT_SECONDS: Final = 60.0
_FORGET_ABOVE: Final = 1000


class Pace:
    """The budget of one bot's token."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        per_chat: float = _PER_CHAT,
        overall: float = _OVERALL,
        burst: int = _OVERALL_BURST,
    ) -> None:
        self._clock = clock
        self._step, self._chat_slack = 1.0 / per_chat, (_CHAT_BURST - 1) / per_chat
        self._overall_step, self._burst = 1.0 / overall, burst
        self._chats: dict[str, float] = {}
        self._overall = self._paused = clock()
        self._strict: dict[str, float] = {}
        self._last_refusal: float | None = None

    def room(self) -> int:
        """How many messages may leave now."""
        now = self._clock()
        if now < self._paused:
            return 0
        ahead = max(0.0, self._overall - now)
        return int(self._burst - ahead / self._overall_step + 1e-9)

    def wait(self) -> float:
        """Seconds until one more message may leave."""
        now = self._clock()
        token = self._overall - (self._burst - 1) * self._overall_step
        return max(0.0, token - now, self._paused - now)

    def held(self) -> set[str]:
        """The chats that must wait now."""
        now = self._clock()
        if len(self._chats) > _FORGET_ABOVE:
            self._chats = {lane: due for lane, due in self._chats.items() if due > now}
        return {lane for lane, due in self._chats.items() if due - self._slack(lane, now) > now}

    def take(self, lane: str) -> None:
        """Count one message to this chat."""
        now = self._clock()
        self._chats[lane] = max(self._chats.get(lane, now), now) + self._step
        self._overall = max(self._overall, now) + self._overall_step

    def pause(self, lane: str, seconds: float) -> None:
        """Keep this chat waiting."""
        now = self._clock()
        until = now + seconds + self._slack(lane, now)
        self._chats[lane] = max(self._chats.get(lane, until), until)

    def pause_all(self, seconds: float) -> None:
        """Keep every chat of this token waiting."""
        self._paused = max(self._paused, self._clock() + seconds)

    def refused(self, lane: str, seconds: float) -> None:
        """Obey a 429: its chat waits, and gets no bursts for a while if it had one.

        The whole token waits only where a second refusal, of a chat that kept its own pace, follows within 5 s.
        """
        now = self._clock()
        burst = self._chats.get(lane, now) - now > self._step
        self.pause(lane, seconds)
        if burst:
            self._strict[lane] = now + seconds + _STRICT_SECONDS
            return
        if self._last_refusal is not None and now - self._last_refusal <= _REPEATED_SECONDS:
            self.pause_all(seconds)
        self._last_refusal = now

    def _slack(self, lane: str, now: float) -> float:
        until = self._strict.get(lane)
        if until is None:
            return self._chat_slack
        if until <= now:
            del self._strict[lane]
            return self._chat_slack
        return 0.0
