"""Whoever holds the phone half an hour later, or after Hide, sees what a new person sees, byte for byte (F06)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import LANGUAGES
from test_buttons import STEPS, standing
from test_deleting import told
from test_walks import MOVES, Walker, end

from bot import notices
from bot.casework.turn import Turn
from bot.incoming import Incoming
from flows.inputs import Go
from flows.session import resume
from tests.phone import Phone
from tests.talks import MINUTE, Talks

BEHIND = [step for step in STEPS if step.startswith(("after.", "menu.home", "delete."))]
"""These show what a case holds, so their talk has one."""
WHERE = [step for step in STEPS if not step.startswith("after.")]
CASE = ("> help days me adult agree drop HN land attack armed first advice never", "< Blue Window", "> send")
Seen = list[tuple[str, str, tuple[str, ...]]]
Strange = tuple[str, Any]
TEXTS = (
    "/start", "/menu", "/start x", "hello", "river", "lamp", "lake", "my case", "status", "1", "٣", "12", "menu",
    "Menú", "danger", "peligro", "خطر", "delete", "person", "places", "7K3F9 00000 11111 22222 33333", "x" * 300,
)  # fmt: skip
STRANGE: st.SearchStrategy[Strange] = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("old"), st.integers(0, 40)),
    st.tuples(st.just("send"), st.sampled_from(("voice", "photo", "location", "contact", "sticker"))),
)
ALWAYS: tuple[Strange, ...] = (
    *(("text", text) for text in TEXTS), ("old", 0), ("old", 3), ("send", "voice"), ("tap", 0), ("text", "/start"),
    *(("tap", number) for number in (0, 0, 1, 2)), ("text", "hello again"), ("tap", 1), ("send", "location"),
)  # fmt: skip
SETTINGS = settings(max_examples=10)


class Eye:
    """A stranger with a phone: what they do, and all that they see come, change and go in the chat."""

    def __init__(self, phone: Phone, old: list[tuple[str, int]]) -> None:
        self.phone, self.old = phone, old
        self.knock = phone.talks.tools.words.word(notices.KNOCK, phone.language, {})

    def does(self, kind: str, value: Any) -> Seen:
        before = self._view()
        getattr(self, f"do_{kind}")(value)
        self.phone.talks.send()
        after = self._view()
        changed = [
            ("came" if one not in before else "turned", *after[one]) for one in after if after[one] != before.get(one)
        ]
        return changed + [("went", *before[one]) for one in before if one not in after]

    def _view(self) -> dict[int, tuple[str, tuple[str, ...]]]:
        return {
            one.id: (one.text, tuple(label for label, _ in one.buttons))
            for one in self.phone.chat.values()
            if one.text != self.knock
        }

    def do_text(self, text: str) -> None:
        self.phone.write(text)

    def do_tap(self, number: int) -> None:
        live = [one for one in self.phone.ours if one.buttons and one.text != self.knock]
        if live:
            _, data = live[-1].buttons[number % len(live[-1].buttons)]
            self.phone.press(data, live[-1].id)

    def do_old(self, number: int) -> None:
        data, message = self.old[number % len(self.old)] if self.old else ("0badcafe.1.send", 5)
        self.phone.press(data, message)

    def do_send(self, kind: str) -> None:
        self.phone.send(kind)


def forget_view(phone: Phone) -> list[tuple[str, int]]:
    """Every button that ever stood here; the chat itself is cleared, as the person could by hand."""
    old = [(data, one.id) for one in phone.ours for _, data in one.buttons if not data.endswith(".knock")]
    phone.chat.clear()
    return old


def same(known: Phone, fresh: Phone, strange: tuple[Strange, ...] | list[Strange], where: object) -> None:
    """Each of these acts shows the same to both."""
    old = forget_view(known)
    holder, new = Eye(known, old), Eye(fresh, [(f"0badcafe.{data.partition('.')[2]}", one) for data, one in old])
    for number, (kind, value) in enumerate(strange):
        left, right = holder.does(kind, value), new.does(kind, value)
        assert left == right, (where, number, kind, value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_every_screen_the_chat_forgets_to_the_first(shared: Talks, language: str) -> None:
    """Wherever a talk stood, thirty-one minutes later nothing that a stranger does tells it from a new one."""
    stood = {step: standing(shared, language, step) for step in WHERE}
    shared.wait(31 * MINUTE)
    for step, phone in stood.items():
        same(phone, shared.phone(language), ALWAYS[:10] if step != WHERE[0] else ALWAYS, step)


def with_a_case(talks: Talks, language: str, step: str) -> Phone:
    """Somebody who sent a case, chose a word of their own, and stands at this step."""
    phone = told(talks, *CASE, language=language)

    def work(c: Any) -> None:
        incoming = Incoming("defenders", 0, "other", phone.account, phone.account, "private", language_code=language)
        turn = Turn(c, talks.tools, talks.seals, incoming, phone.lane, talks.clock.now())
        session, _ = resume(turn.release, turn.session, Go(step), turn.now)
        turn.change(session=session)
        turn.keep()

    talks.do(work)
    phone.write("/start")
    assert phone.at == step
    return phone


@pytest.mark.parametrize("language", LANGUAGES)
def test_behind_the_word_too_the_chat_forgets_to_the_first(shared: Talks, language: str) -> None:
    """Wherever the talk of a sent case stood, a stranger half an hour later sees what a new person sees."""
    stood = {step: with_a_case(shared, language, step) for step in BEHIND}
    shared.wait(31 * MINUTE)
    for step, phone in stood.items():
        same(phone, shared.phone(language), ALWAYS[:10] if step != BEHIND[0] else ALWAYS, step)


@pytest.mark.parametrize("language", LANGUAGES)
@SETTINGS
@given(
    moves=st.lists(MOVES, min_size=3, max_size=25),
    strange=st.lists(STRANGE, min_size=4, max_size=14),
    hides=st.booleans(),
)
def test_nothing_tells_a_known_chat_from_a_new_one(
    shared: Talks, language: str, moves: list[tuple[str, Any]], strange: list[Strange], hides: bool
) -> None:
    """After any walk, by the clock or by Hide, whatever a stranger does shows what it shows a new person."""
    walker = Walker(shared, language)
    for kind, value in moves:
        walker.move(kind, value)
    leave(shared, walker.phone, hides)
    same(walker.phone, shared.phone(language), strange, moves)
    end(shared)


def leave(talks: Talks, phone: Phone, hides: bool) -> None:
    if hides and "_hide" in phone.choices:
        phone.tap("_hide")
        talks.wait(MINUTE)
        assert [one for one in phone.chat.values() if one.text != knock_of(phone)] == []
    else:
        talks.wait(31 * MINUTE)


def knock_of(phone: Phone) -> str:
    return phone.talks.tools.words.word(notices.KNOCK, phone.language, {})


CASES: tuple[tuple[str, Callable[[Phone], object]], ...] = (
    ("a draft", lambda phone: phone.start().tap("help", "weeks", "me", "adult", "agree")),
    ("a call", lambda phone: phone.start().tap("danger", "wake", "any", "armed")),
    ("a call of one who asked not to be written to", lambda phone: phone.start().tap("danger", "wake", "never")),
    ("a guest", lambda phone: phone.start().tap("help", "weeks", "me", "adult", "guest")),
    ("the easy way", lambda phone: phone.start().tap("other", "numbers")),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "begins"), CASES, ids=[name for name, _ in CASES])
def test_a_long_look_shows_nothing(talks: Talks, language: str, name: str, begins: Callable[[Phone], object]) -> None:
    """Two dozen texts, old buttons, files and taps, one after another."""
    phone = talks.phone(language)
    begins(phone)
    talks.wait(31 * MINUTE)
    same(phone, talks.phone(language), ALWAYS, name)
