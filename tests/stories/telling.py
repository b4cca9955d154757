"""Stories of whole talks, as text: read here, and played through the bot by taps, by words or by numbers.

    story: what happens to whom
    > help days         a choice on the screen, by its id; a country's code is typed as its name
    >> help             the same, always tapped
    < some words        words; `< @word` is the word that was offered first
    ! voice             something nobody asked for
    = core.who          the talk stands at this step, and its own words are on the screen
    + passed_on         this notice stands in the newest message; - not
    ? case sent T1      what is kept: a line of `CHECKS`
    ^ there             there is a page; `^ opens`: its button is typed, `^ shows`: tapped, `^ brings`: used
    @ 31m               time passes; `@ restart` opens the files again
    * prepared         an officer says where the place chosen stands, or `* closing`
    ana > take          an officer does something; `ana +` and `ana -` look at their chat

A story is played in every language, and every choice may be tapped, typed as its words, or typed as its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from bot import notices
from bot.casework import agreements, referring
from bot.conversation import closing
from bot.store import cases, parts
from flows.text import Text
from referrals.errors import KeyGone
from referrals.ladder import LEVELS
from tests.phone import Message, Phone
from tests.served import Page, address
from tests.talks import Talks

HERE: Final = Path(__file__).parent
WAYS: Final = ("tap", "words", "number")
LANGUAGES: Final = ("en", "es", "ar")
SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
TEXTS: Final = {text.id.removeprefix("notice/"): text for text in notices.texts()}
ADDRESS: Final = "https://page.example.org/page/"
NOT_NUMBERED: Final = ("_", "knock")


@dataclass(frozen=True)
class Story:
    """One story: its name, and its lines with their numbers in the file."""

    name: str
    file: str
    lines: tuple[tuple[int, str], ...]

    @property
    def moves(self) -> bool:
        """Whether time passes in it."""
        return any(line.startswith("@") for _, line in self.lines)


def stories() -> list[Story]:
    """All stories of this folder, in the order of their files."""
    found: list[Story] = []
    for path in sorted(HERE.glob("*.story")):
        name, lines = "", []
        for number, raw in enumerate([*path.read_text(encoding="utf-8").splitlines(), "story: "], 1):
            line = raw.strip()
            if line.startswith("story:"):
                found += [Story(name, path.name, tuple(lines))] if name else []
                name, lines = line.removeprefix("story:").strip(), []
            elif line and not line.startswith("#"):
                lines.append((number, line))
    return found


class Teller:
    """Plays one story on one phone."""

    def __init__(self, talks: Talks, language: str, way: str = "tap") -> None:
        self.talks, self.language, self.way = talks, language, way
        self.phone = talks.phone(language)

    def play(self, story: Story) -> Phone:
        self.talks.tools = replace(self.talks.tools, page="")
        self.phone.start()
        for number, line in story.lines:
            try:
                self.line(line)
            except Exception as fault:
                fault.add_note(f"{story.file}:{number}: {line}   ({self.language}, by {self.way}, at {self.phone.at})")
                raise
        return self.phone

    def line(self, line: str) -> None:
        who, _, rest = line.partition(" ")
        desk = self.talks.desks.get(who.capitalize())
        if desk is not None:
            return self.one(desk, *_verb(rest), way="tap")
        return self.one(self.phone, *_verb(line), way=self.way)

    def one(self, phone: Phone, verb: str, rest: str, way: str) -> None:
        does = {
            ">": lambda: [self.choose(phone, choice, way) for choice in rest.split()],
            ">>": lambda: phone.tap(*rest.split()),
            "<": lambda: phone.write(phone.word if rest == "@word" else rest),
            "!": lambda: phone.send(rest),
            "=": lambda: self.stands(phone, rest),
            "+": lambda: self.says(phone, rest, True),
            "-": lambda: self.says(phone, rest, False),
            "?": lambda: self.holds(phone, rest),
            "@": lambda: self.passes(rest),
            "*": lambda: self.moves(phone, *rest.split()),
            "^": lambda: PAGE[rest](self.talks, phone),
        }
        does[verb]()

    def says(self, phone: Phone, notice: str, said: bool) -> None:
        assert (self.word(notice) in news(phone)) is said, f"{notice}: {news(phone)!r}"

    def holds(self, phone: Phone, what: str) -> None:
        kind, *rest = what.split()
        assert CHECKS[kind](self.talks, phone, rest), f"not so: {what}"

    def choose(self, phone: Phone, choice: str, way: str) -> None:
        screen = phone.screen
        data = screen.named(choice)
        if data is None and len(choice) == 2 and choice.isupper():
            phone.write(self.talks.tools.words.country_name(choice, self.language))
        elif data is None:
            raise AssertionError(f"no button {choice!r} under {screen.text!r}: {phone.choices}")
        elif way == "tap" or choice.startswith("_change"):
            phone.tap(choice)
        elif way == "number" and not choice.startswith(NOT_NUMBERED):
            phone.write(str(phone.choices.index(choice) + 1))
        else:
            phone.write(next(label for label, its in screen.buttons if its == data).removeprefix("✓︎ "))

    def stands(self, phone: Phone, step: str) -> None:
        assert phone.at == step, f"stands at {phone.at}, not {step}: {phone.screen.text!r}"
        said = [text for text in self.talks.tools.releases.current.steps[step].wordings() if "{" not in text.source]
        if said:
            assert any(self.word(text) in news(phone) for text in said), f"{step} is not there: {news(phone)!r}"

    def word(self, text: Text | str) -> str:
        found = TEXTS[text] if isinstance(text, str) else text
        talk = self.phone.talk
        language = talk.session.language if talk is not None else self.language
        return self.talks.tools.words.word(found, language, {}).split("{")[0]

    def moves(self, phone: Phone, wanted: str, reason: str = "") -> None:
        """An officer says where the first place chosen stands, or proposes to close."""
        case = self.talks.store.read(lambda c: cases.get(c, case_of(phone)))
        assert case is not None
        tools, seals, now = self.talks.tools, self.talks.seals, self.talks.clock.now()
        if wanted == "closing":
            self.talks.do(lambda c: closing.propose(c, tools, seals, case, now))
        else:
            place = self.talks.routing(case.id)["chosen"][0]["id"]
            more = {"tells": ["danger"], "hash": "h", "text": "A text."} if wanted == "prepared" else {}
            more |= {"reason": reason} if reason else {}
            self.talks.do(lambda c: referring.move(c, tools, seals, case, place, wanted, now, **more))
        self.talks.send()

    def passes(self, how: str) -> None:
        if how == "restart":
            self.talks.restart()
        else:
            self.talks.wait(int(how[:-1]) * SECONDS[how[-1]])


pages: dict[int, Page] = {}
"""The pages that are open, by the person's account."""


def there(talks: Talks, phone: Phone) -> None:
    del phone
    talks.tools = replace(talks.tools, page=ADDRESS)


def opens(talks: Talks, phone: Phone) -> None:
    del talks
    phone.write(next(label for label, data in phone.screen.buttons if data.startswith(ADDRESS)))


PAGE: Final[Mapping[str, Callable[[Talks, Phone], object]]] = {
    "there": there,
    "opens": opens,
    "shows": lambda talks, phone: pages.update({phone.account: Page(talks, address(phone))}),
    "brings": lambda talks, phone: (pages.pop(phone.account, None) or Page(talks, address(phone))).brings(),
}


def news(phone: Phone) -> str:
    """What the newest message of the bot says."""
    return (phone.ours or [Message(0, True)])[-1].text


def _verb(line: str) -> tuple[str, str]:
    verb, _, rest = line.partition(" ")
    return verb, rest.strip()


# -- what is kept of a person, for the lines that begin with `?`


def case_of(phone: Phone) -> str:
    talk = phone.talk
    return (talk.case if talk is not None else None) or ""


def stands_at(talks: Talks, phone: Phone, rest: list[str]) -> bool:
    row = talks.store.read(lambda c: cases.get(c, case_of(phone)))
    return row is not None and row.state == rest[0] and talks.routing(row.id)["level"] in (rest[1:] or LEVELS)


def rings(talks: Talks, phone: Phone, rest: list[str]) -> bool:
    return any(one.state == "open" for one in talks.alerts_of(case_of(phone))) and level(talks, phone) == rest[0]


def agreed(talks: Talks, phone: Phone, rest: list[str]) -> bool:
    talk, row = phone.talk, phone.row
    found = list(talk.agreed) if talk is not None else []
    if talk is not None and row is not None and talk.case is not None:
        found = talks.store.read(lambda c: agreements.of(c, talks.seals, row.id))
    return agreements.given(found).get(rest[0], False) is (rest[1] == "yes")


CHECKS: Final[Mapping[str, Callable[[Talks, Phone, list[str]], bool]]] = {
    "no": lambda talks, phone, rest: not case_of(phone),
    "case": stands_at,
    "alert": rings,
    "consent": agreed,
    "fact": lambda talks, phone, rest: fact(talks, phone, rest[0]) == " ".join(rest[1:]),
    "key": lambda talks, phone, rest: has_key(talks, phone) is (rest == ["yes"]),
    "row": lambda talks, phone, rest: sealed_under(talks, phone) == rest[0],
    "guests": lambda talks, phone, rest: len(talks.tools.guests) == int(rest[0]),
    "rows": lambda talks, phone, rest: sum(about(talks, phone, table) for table in rest[:-1]) == int(rest[-1]),
    "parts": lambda talks, phone, rest: kinds_of_parts(talks, phone).count(rest[1]) == int(rest[2]),
    "empty": lambda talks, phone, rest: not phone.chat,
    "shows": lambda talks, phone, rest: reviewed(talks, phone, *rest),
    "taps": lambda talks, phone, rest: phone.taps == int(rest[0]),
}


def reviewed(talks: Talks, phone: Phone, step: str, answer: str) -> bool:
    """Whether a review shows this question, in its words, and below it this answer."""
    talk = phone.talk
    assert talk is not None
    ask, words, language = talks.tools.releases.current.steps[step].ask, talks.tools.words, talk.session.language
    assert ask is not None
    choice = ask.choice(answer)
    label = words.word(choice.label, language, {}) if choice is not None else words.country_name(answer, language)
    said = [line.strip("\u2068\u2069 ") for line in news(phone).split("\n")]
    asked = words.word(next(iter(talks.tools.releases.current.steps[step].wordings())), language, {})
    return any(
        one.startswith("• ") and one.removeprefix("• ") in asked and below == label for one, below in pairwise(said)
    )


def kinds_of_parts(talks: Talks, phone: Phone) -> list[str]:
    """The kinds of the parts of the person's own case."""
    held = talks.store.read(lambda c: parts.of(c, case_of(phone)))
    return [one.part.partition("-")[0] for one in held]


def sealed_under(talks: Talks, phone: Phone) -> str:
    """What kind of key the person's talk is sealed under; `gone` if that key died, `none` if there is no row."""
    row = phone.row
    if row is None:
        return "none"
    if phone.talk is None:
        return "gone"
    return row.key.partition(":")[0]


def about(talks: Talks, phone: Phone, table: str) -> int:
    """How many rows of a table name the person's talk."""
    row = phone.row
    found = [str(dict(one)) for one in talks.every(table)]
    return sum(row.id in one for one in found) if row is not None else 0


def level(talks: Talks, phone: Phone) -> str:
    from bot.casework import alertfile

    talk = phone.talk
    assert talk is not None
    row = next(one for one in talks.alerts_of(talk.case or "") if one.state == "open")
    conversation = talks.store.read(lambda c: cases.get(c, talk.case or ""))
    assert conversation is not None
    key = talks.seals.of(conversation.conversation)["case"]
    return str(alertfile.open_alert(key, row)["level"])


def fact(talks: Talks, phone: Phone, name: str) -> str:
    """One fact of the case, as the officer Ana reads it."""
    talk = phone.talk
    assert talk is not None
    assert talk.case is not None
    found = talks.read_by("Ana", talk.case)["facts"]
    value = found[name] if name in found else found["details"].get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value)


def has_key(talks: Talks, phone: Phone) -> bool:
    row = phone.row
    try:
        return row is not None and bool(talks.seals.of(row.id))
    except KeyGone:
        return False
