"""Random walks over the bot itself: whatever comes, in any language, the person has a screen and a way out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import LANGUAGES
from test_forgetting import STRANGE, transcript

from bot.casework import leaving
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

MONTH = 30 * 24 * HOUR
TEXTS = (
    "1", "2", "8", "1 3", "river", "danger", "peligro", "خطر", "menu", "Menú", "person", "places", "delete", "about",
    "Honduras", "مصر", "hello there", "/start", "/menu", "/reprisals", "no", "الرجاء المساعدة", "x" * 4000, "…", "٣",
)  # fmt: skip
KINDS = ("voice", "photo", "document", "location", "contact", "sticker", "video_note")
MOVES = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("tap"), st.integers(0, 3)),
    st.tuples(st.just("old"), st.integers(0, 60)),
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("send"), st.sampled_from(KINDS)),
    st.tuples(st.just("wait"), st.sampled_from((40, 11 * MINUTE, 31 * MINUTE, 3 * HOUR, 25 * HOUR, 49 * HOUR))),
    st.tuples(st.just("desk"), st.sampled_from(("take", "words", "erase"))),
    st.tuples(st.just("restart"), st.just(0)),
)
SETTINGS = settings(max_examples=12)


class Walker:
    """A person who does anything at all."""

    def __init__(self, talks: Talks, language: str) -> None:
        self.talks = talks
        renewed(talks)
        self.phone = talks.phone(language).start()
        self.pressed: list[tuple[str, int]] = []

    def move(self, kind: str, value: Any) -> None:
        getattr(self, f"do_{kind}")(value)

    def do_tap(self, number: int) -> None:
        screen = self.phone.screen
        if screen.buttons:
            _, data = screen.buttons[number % len(screen.buttons)]
            self.pressed.append((data, screen.id))
            self.phone.press(data, screen.id)
            self.has_a_screen()

    def do_old(self, number: int) -> None:
        if self.pressed:
            self.phone.press(*self.pressed[number % len(self.pressed)])
            self.has_a_screen()

    def do_text(self, text: str) -> None:
        self.phone.write(text)
        self.has_a_screen()

    def do_send(self, kind: str) -> None:
        self.phone.send(kind)
        self.has_a_screen()

    def do_wait(self, seconds: int) -> None:
        self.talks.wait(seconds, every=7 * HOUR)

    def do_desk(self, how: str) -> None:
        ana = self.talks.desks["Ana"]
        if how == "take" and ana.screen.named("take"):
            ana.tap("take")
        elif how == "words":
            ana.write("We are here")

    def do_restart(self, _: int) -> None:
        self.talks.restart()

    def has_a_screen(self) -> None:
        """Unless the chat was hidden, which shows nothing: then the next word brings the first screen."""
        if self.phone.talk is None:
            self.phone.write("hello")
            assert self.phone.at == "first.welcome"
        choices = self.phone.choices
        assert {"_menu", "_hide"} <= set(choices), (self.phone.at, self.phone.screen.text)
        assert len(set(choices)) == len(choices)


def renewed(talks: Talks) -> None:
    """The list of officers is signed anew each month, as an operator does."""
    roster = talks.installation.last_roster()
    if roster.valid_until - talks.clock.now() < MONTH:
        talks.installation.write_roster(roster.successor(roster.entries, talks.clock.now()))


def end(talks: Talks) -> None:
    """Destroy every case, so that the next walk is not rung for by this one."""
    for row in talks.every("cases"):
        talks.do(lambda c, row=row: leaving.erase(c, row["conversation"], row["id"]))
    talks.duties.finish_erasing(talks.clock.now())
    for desk in talks.desks.values():
        desk.chat.clear()


def works(phone: Phone) -> None:
    """Menu and Delete, typed and tapped."""
    phone.write("menu")
    assert phone.at == "menu.menu"
    phone.tap("delete")
    assert phone.at == "delete.what"
    phone.tap("_menu")
    assert phone.at == "menu.menu"
    phone.write("delete")
    assert phone.at == "delete.what"


@pytest.mark.parametrize("language", LANGUAGES)
@SETTINGS
@given(moves=st.lists(MOVES, min_size=4, max_size=30))
def test_any_walk_ends_at_a_screen_and_leaves_no_trace_to_a_stranger(
    shared: Talks, language: str, moves: list[tuple[str, Any]]
) -> None:
    """Nothing raises; Menu and Delete work; after half an hour a stranger sees what a new person sees."""
    walker = Walker(shared, language)
    for kind, value in moves:
        walker.move(kind, value)
    works(walker.phone)
    shared.wait(31 * MINUTE)
    assert transcript(walker.phone, *STRANGE) == transcript(shared.phone(language), *STRANGE)
    assert shared.faults == []
    end(shared)


@pytest.mark.parametrize("language", LANGUAGES)
@SETTINGS
@given(taps=st.lists(st.integers(0, 7), min_size=10, max_size=60))
def test_a_walk_of_taps_alone_reaches_deep(shared: Talks, language: str, taps: list[int]) -> None:
    """Only answers, no way out: the core case, the places and what follows never fail."""
    walker = Walker(shared, language)
    for number in taps:
        answers = [choice for choice in walker.phone.choices if not choice.startswith(("_menu", "_hide", "_back"))]
        walker.phone.tap(answers[number % len(answers)] if answers else "_menu")
        walker.has_a_screen()
    works(walker.phone)
    end(shared)
