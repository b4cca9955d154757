"""The officer of the kill test: answers every bell, in words or by a phrase, keeps a shift, and does what tasks ask.

What arrives twice because its sender was killed is answered twice; what a button did is not tried again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from bot.simulator.driver import Person
from bot.simulator.views import Bubble
from referrals.vault import open_summons
from tests.phone import PIN

BELL: Final = "Something is waiting"
PIN_ASKED: Final = ("Choose a PIN", "Type the same PIN", "The two were not the same", "Type your PIN")
GROUP: Final = "Can you write?"
PHRASE: Final = "Can you write now?"
EACH: Final = 3
"""Of so many people one is asked by a phrase first."""
OFFERS: Final = ("Send as it is", "I am on duty", "It is done", "Tasks", GROUP)
"""What she taps wherever she sees it, once for each text of a message."""
NOT_TAPPED: Final = ("Another PIN",)
"""The menu, which has *Tasks* too, is nothing that she was told of."""


@dataclass
class Olga:
    """The officer and what she has done."""

    phone: Person
    identity: str
    answered: dict[int, str] = field(default_factory=dict)
    """What she answered to which bell."""
    summoned: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """The cases whose person she asked by a phrase."""
    done: set[tuple[int, str]] = field(default_factory=set)

    async def keep(self) -> None:
        """Look at the chat until cancelled."""
        while True:
            known = self.phone.world.changes.count
            for line in self.phone.from_bot():
                await self._look(line)
            await self.phone.world.changes.after(known, 5)

    async def _look(self, line: Bubble) -> None:
        if (line.id, line.text) not in self.done and await self._tapped(line):
            self.done.add((line.id, line.text))
        if BELL in line.text and line.media is not None and line.id not in self.answered:
            await self._answer(line)

    async def _tapped(self, line: Bubble) -> bool:
        """Her PIN where it is asked for, or a button; False where there is nothing to do."""
        if any(words in line.text for words in PIN_ASKED):
            await self.phone.say(PIN)
            return True
        wanted = next((one for one in OFFERS if one in line.labels), None)
        if wanted is None and line.text.startswith(GROUP) and "1" in line.labels:
            wanted = "1"
        if wanted is None and line.labels == ["Open", "Phrases"] and "You have it for" in line.text:
            wanted = "Phrases"
        if wanted is None and "1" in line.labels and "the chat refuses" in line.text:
            wanted = "1"
        if wanted is None or any(one in line.labels for one in NOT_TAPPED):
            return False
        await self.phone.press(wanted, message_id=line.id)
        return True

    async def _answer(self, line: Bubble) -> None:
        """Words to the person behind a bell; every third person is asked by a phrase first."""
        opened = open_summons(await self.phone.download(line), self.identity)
        case = json.loads(opened.reveal())["case"]
        fresh = case not in self.summoned
        self.summoned.add(case)
        if fresh and len(self.summoned) % EACH == 0 and "I take it" in line.labels:
            self.asked.add(case)
            self.answered[line.id] = ""
            await self.phone.press("I take it", message_id=line.id)
            return
        self.answered[line.id] = f"Answer {len(self.answered)} to {case}"
        await self.phone.say(self.answered[line.id], reply_to=line.id)
