"""The ladder over a clock that moves, and the officers who take and answer: nothing but words ends an alert (F03)."""

from __future__ import annotations

import base64
import json

import pytest
from test_deleting import SENT, told

from bot.casework import alertfile
from bot.store import cases
from referrals.vault import open_summons
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

RING, QUIET, MORE = "Something is waiting", "Something arrived", "The person sent more"
DANGER = "> danger wake any armed HN"


def bells(talks: Talks, words: str = RING) -> tuple[int, int]:
    """How many bells stand in Ana's chat, and in Ben's."""
    return (count(talks.desks["Ana"], words), count(talks.desks["Ben"], words))


def count(desk: Phone, words: str) -> int:
    return sum(words in one.text for one in desk.ours)


def tick(talks: Talks, seconds: int) -> None:
    """The leader beats every half minute."""
    talks.wait(seconds, every=30)


def test_danger_rings_all_at_once_and_every_three_minutes_until_words(talks: Talks) -> None:
    """T0: the first bell at once, with sound, and each carries its summons."""
    phone = told(talks, "> danger wake")
    talks.beat()
    assert bells(talks) == (1, 1)
    bell = next(one for one in talks.desks["Ana"].ours if RING in one.text)
    assert not bell.silent
    assert bell.document
    tick(talks, 9 * MINUTE)
    assert bells(talks) == (4, 4)
    talks.desks["Ana"].reply(bell.id, "I am here")
    assert "I am here" in phone.ours[-1].text
    tick(talks, 30 * MINUTE)
    assert bells(talks) == (4, 4)


def test_taking_pauses_ten_minutes_and_the_ringing_goes_on_by_itself(talks: Talks) -> None:
    """A sleeping officer does not end an alert."""
    phone = told(talks, "> danger wake any")
    talks.beat()
    ana, ben = talks.desks["Ana"], talks.desks["Ben"]
    ana.tap("take")
    assert "You have it for" in ana.ours[-1].text
    assert ben.ours[-1].text == "A colleague has it."
    assert ben.ours[-1].silent
    assert "A person on duty has your message" in phone.text
    tick(talks, 9 * MINUTE)
    assert bells(talks) == (1, 1)
    tick(talks, 2 * MINUTE)
    assert bells(talks) == (2, 2)
    tick(talks, 3 * MINUTE)
    assert bells(talks) == (3, 3)


def test_two_officers_may_take_one_after_the_other_and_either_may_answer(talks: Talks) -> None:
    """The last who took it answers without a reply; the other hears that it has ended, and a late take is told so."""
    phone = told(talks, DANGER)
    talks.beat()
    ana, ben = talks.desks["Ana"], talks.desks["Ben"]
    ana.tap("take")
    ben.tap("take")
    ana.write("Nobody gets these words")
    assert "went nowhere" in ana.ours[-1].text
    assert "Nobody gets these words" not in phone.text
    ben.write("Can you write safely?")
    assert "Can you write safely?" in phone.text
    assert "has answered" in ana.ours[-1].text
    ana.tap("take")
    assert "earlier bell" in ana.ours[-1].text


def test_an_officer_answers_by_reply_without_taking(talks: Talks) -> None:
    """A reply to a bell names its alert, also when several ring."""
    one, two = told(talks, DANGER), told(talks, DANGER)
    talks.beat()
    ana = talks.desks["Ana"]
    first, second = [bell.id for bell in ana.ours if RING in bell.text]
    ana.reply(second, "to the second")
    ana.reply(first, "to the first")
    assert "to the first" in one.text
    assert "to the second" not in one.text
    assert "to the second" in two.text


def test_what_the_person_sends_later_reaches_the_one_who_took_it(talks: Talks) -> None:
    """Quietly; and what comes after the answer calls anew, or nobody would read it."""
    phone = told(talks, DANGER)
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    phone.write("They are two")
    talks.beat()
    assert bells(talks, MORE) == (1, 0)
    ana.write("I read it")
    before = bells(talks)
    phone.write("Now they are three")
    talks.beat()
    assert bells(talks) > before


@pytest.mark.parametrize(
    ("story", "level", "words", "every"),
    [
        (SENT.replace("weeks", "days"), "T1", RING, 30 * MINUTE),
        (SENT, "T2", QUIET, None),
        (SENT.replace("weeks", "none").replace("attack", "office"), "T3", QUIET, None),
    ],
)  # fmt: skip
def test_the_rest_of_the_ladder(talks: Talks, story: str, level: str, words: str, every: int | None) -> None:
    """T1 every half hour; T2 and T3 once, without a sound."""
    phone = told(talks, story)
    case = talks.case_of(phone)
    assert case is not None
    assert talks.routing(case)["level"] == level
    talks.beat()
    assert bells(talks, words) == (1, 1)
    bell = next(one for one in talks.desks["Ana"].ours if words in one.text)
    assert bell.silent is (every is None)
    talks.wait(61 * MINUTE, every=MINUTE)
    assert bells(talks, words) == ((3, 3) if every else (1, 1))


def test_a_later_answer_that_makes_it_worse_rings_anew(talks: Talks) -> None:
    """From weeks to danger now: the same alert, louder, and never quieter again."""
    phone = told(talks, SENT)
    talks.beat()
    phone.write("danger")
    phone.tap("wake")
    talks.beat()
    assert bells(talks) == (1, 1)
    case = talks.case_of(phone)
    assert case is not None
    assert len([one for one in talks.alerts_of(case) if one.state == "open"]) == 1


def test_a_restart_keeps_the_ladder(talks: Talks) -> None:
    """Bells that were due while nobody ran ring once, at once; the pause of a tap lives on."""
    told(talks, DANGER)
    talks.beat()
    talks.desks["Ana"].tap("take")
    talks.restart()
    tick(talks, 9 * MINUTE)
    assert bells(talks) == (1, 1)
    talks.clock.move(2 * HOUR)
    talks.restart()
    talks.beat()
    assert bells(talks) == (2, 2)


def test_no_bell_says_whose_it_is_or_what_for(talks: Talks) -> None:
    """Two different cases ring with the same words, and summonses of one size."""
    told(talks, DANGER)
    told(
        talks,
        "> help days group agree drop KE law arrest held forces done growing lawyer never none send",
        language="es",
    )
    talks.beat()
    rings = [one for one in talks.desks["Ana"].ours if RING in one.text]
    assert len({one.text for one in rings}) == 1
    assert len({len(one.document or "") for one in rings}) == 1


def test_words_of_an_officer_open_a_sent_case_and_are_kept_with_it(talks: Talks) -> None:
    """The case is open, the state at home says answered, and the reply is a part like others."""
    phone = told(talks, SENT)
    case = talks.case_of(phone)
    assert case is not None
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We have read it")
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    assert row.state == "open"
    assert "We have read it" in talks.read_by("Ana", case).values()
    assert talks.read_by("Ben", case) == talks.read_by("Ana", case)


def test_who_asked_not_to_be_written_to_is_not(talks: Talks) -> None:
    """The words wait behind the word, and the officer is told so."""
    phone = told(talks, SENT.replace("any", "never"))
    talks.wait(40 * MINUTE)
    stood = len(phone.chat)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We have read it")
    assert "Kept locked" in ana.ours[-1].text
    assert len(phone.chat) == stood
    phone.write("/start", phone.word)
    assert "We have read it" in phone.ours[-1].text


def test_a_stranger_at_the_desk_learns_nothing(talks: Talks) -> None:
    """An account that is on no list gets one constant sentence, for words and for buttons of others."""
    told(talks, DANGER)
    talks.beat()
    bell = talks.desks["Ana"].screen
    stranger = Phone(talks, "officers", 5, "en")
    stranger.start().write("hello")
    stranger.press(bell.buttons[0][1], bell.id)
    assert len({one.text for one in stranger.ours}) == 1


def test_the_summons_changes_with_the_answers_of_the_open_alert(talks: Talks) -> None:
    """What is answered while it rings joins it: the facts are a later revision, the brief tells the country."""
    phone = told(talks, "> danger wake any")
    case = talks.case_of(phone)
    assert case is not None
    before = talks.read_by("Ana", case)["facts"]["perpetrator"]
    phone.tap("officials")
    assert (before, talks.read_by("Ana", case)["facts"]["perpetrator"]) == ("unknown", "security_forces")
    phone.write("Honduras")
    key = talks.seals.of(phone.row.id)["case"] if phone.row else b""
    assert alertfile.open_alert(key, talks.alerts_of(case)[0])["brief"]["place"] == "HN"


def test_who_took_it_before_the_country_was_said_gets_a_summons_that_says_it(talks: Talks) -> None:
    """The country that comes after the first bell reaches whoever took it, in a summons of its own, without a sound."""
    phone = told(talks, "> danger wake any armed")
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    assert placed(talks, ana) == [""]
    phone.write("Honduras")
    talks.beat()
    assert placed(talks, ana) == ["", "HN"]
    assert ana.ours[-1].silent
    phone.write("están afuera")
    talks.beat()
    assert placed(talks, ana) == ["", "HN"]


def test_who_takes_it_after_the_country_was_said_gets_that_summons_too(talks: Talks) -> None:
    """Between two bells the first summons says less than is known; taking brings one that says it."""
    phone = told(talks, "> danger wake any armed")
    talks.beat()
    phone.write("Honduras")
    talks.beat()
    ana = talks.desks["Ana"]
    assert placed(talks, ana) == [""]
    ana.tap("take")
    talks.beat()
    assert placed(talks, ana) == ["", "HN"]
    talks.wait(5 * MINUTE, every=30)
    assert placed(talks, ana) == ["", "HN"]


def placed(talks: Talks, desk: Phone) -> list[str]:
    """Where each summons in an officer's chat says that it is."""
    held = [base64.b64decode(one.document) for one in desk.ours if one.document]
    return [json.loads(open_summons(one, talks.identities["Ana"]).reveal())["place"] for one in held]
