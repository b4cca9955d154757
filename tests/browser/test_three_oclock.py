"""03:12, second night in a row: an officer takes the alert and falls asleep, and the bells go on without them."""

from __future__ import annotations

import pytest
from phones import Screen, words
from test_rosa import NEAR, ask

from bot import notices

pytestmark = pytest.mark.browser

MINUTE = 60
ANSWER = {
    "en": "I am awake. Can you write?",
    "es": "Estoy despierta. ¿Puede escribir?",
    "ar": "أنا هنا. هل يمكنكم الكتابة؟",
}


def to_three(screen: Screen) -> None:
    """Bring the clock to 03:12."""
    now = int(screen.page.evaluate("async () => (await (await fetch('/sim/clock')).json()).now"))
    ask(screen, "/sim/clock", {"forward": (3 * 60 + 12) * MINUTE - now % (24 * 60 * MINUTE) + 24 * 60 * MINUTE})


def forward(screen: Screen, minutes: int) -> None:
    ask(screen, "/sim/clock", {"forward": minutes * MINUTE})


def newest_bell(screen: Screen, name: str, after: int = 0) -> int:
    """Wait for a bell in this officer's chat that came after another; gives its number."""
    screen.officer.become(name)
    rings = words().word(notices.BELL_RING, screen.officer.language)
    screen.page.wait_for_function(
        """([rings, after]) => [...document.querySelectorAll("[data-side=officer] .said.bot")]
            .some(said => Number(said.dataset.id) > after && said.innerText.includes(rings))""",
        arg=[rings, after],
    )
    bell = screen.officer.root.locator(".said.bot").filter(has_text=rings).last
    return int(bell.get_attribute("data-id") or 0)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_an_officer_who_takes_it_and_falls_asleep_stops_no_bell(screen: Screen, language: str) -> None:
    """Taken only pauses: the bells come back to all, hour after hour, and she is told the truth; only words end it."""
    screen.speak(language)
    defender, officer = screen.defender, screen.officer
    to_three(screen)
    defender.become_somebody_new()
    defender.speak(language)
    defender.start()
    defender.choose("first.welcome", "danger")
    defender.choose("danger.card", "wake")
    for step, choice in (("danger.d_may", "any"), ("danger.d_who", "armed"), ("danger.d_where", NEAR[language])):
        defender.choose(step, choice)
    defender.at("danger.line")
    last = {name: newest_bell(screen, name) for name in ("Omar", "Lena")}
    officer.tap(words().word(notices.BELL_TAKE, officer.language))
    officer.reads(notices.OFFICER_TAKEN)
    defender.reads(notices.TAKEN)
    screen.picture(f"three-{language}-1-taken", narrow="officer")
    for minutes in (11, 20, 60, 60):
        forward(screen, minutes)
        last = {name: newest_bell(screen, name, after) for name, after in last.items()}
    defender.reads(notices.NOT_YET)
    screen.picture(f"three-{language}-2-still-ringing", narrow="officer")
    officer.become("Lena")
    officer.tap(words().word(notices.BELL_TAKE, officer.language))
    officer.proves()
    officer.writes(ANSWER[language], notices.OFFICER_REPLY_SENT)
    forward(screen, 120)
    screen.picture(f"three-{language}-3-answered", narrow="officer")
    for name, before in last.items():
        officer.become(name)
        rings = words().word(notices.BELL_RING, officer.language)
        bell = officer.root.locator(".said.bot").filter(has_text=rings).last
        assert int(bell.get_attribute("data-id") or 0) == before, "words ended it"
