"""A complaint about us is read by those who lead, and nobody who works on the person's case learns of it (R62)."""

from __future__ import annotations

from dataclasses import replace

from telling import Teller, news

from bot import notices
from bot.store import cases
from bot.wording import Words
from tests.phone import Phone
from tests.talks import HOUR, Talks

WORDS = "nobody answered me for a day"
SENT = "> help weeks me adult agree drop NP labour attack unknown first advice any none send"


def leads(talks: Talks, *names: str) -> None:
    roster = talks.installation.last_roster()
    entries = [replace(one, marks=("lead",) if one.name in names else ()) for one in roster.entries]
    talks.installation.write_roster(roster.successor(entries, talks.clock.now()))


def complained(talks: Talks) -> tuple[Phone, str, str]:
    """Somebody with a case who complains; the case, and the complaint's own."""
    teller = Teller(talks, "en")
    teller.phone.start()
    teller.line(SENT)
    own = talks.case_of(teller.phone) or ""
    teller.line("> _menu about complain complain")
    teller.line(f"< {WORDS}")
    talks.beat()
    every = [row["id"] for row in talks.every("cases")]
    return teller.phone, own, next(one for one in every if one != own)


def test_only_those_who_lead_can_read_it(talks: Talks) -> None:
    """Ana leads and reads the words; Ben, who has the case, has neither words nor key."""
    leads(talks, "Ana")
    phone, own, complaint = complained(talks)
    assert WORDS in str(talks.read_by("Ana", complaint))
    assert WORDS not in str(talks.read_by("Ben", complaint))
    assert WORDS not in str(talks.read_by("Ana", own))
    assert not any(WORDS in one.text for one in phone.chat.values())
    assert talks.tools.words.word(notices.PASSED_ON, "en", {}) in news(phone)


def test_nothing_of_the_case_leads_to_the_complaint(talks: Talks) -> None:
    """It has keys and a conversation of its own, and no fact of the case tells of it."""
    phone, own, complaint = complained(talks)
    rows = {one: talks.store.read(lambda c, one=one: cases.get(c, one)) for one in (own, complaint)}
    first, second = rows[own], rows[complaint]
    assert first is not None
    assert second is not None
    assert first.conversation != second.conversation
    assert "complaint" not in str(talks.read_by("Ana", own)["facts"])
    assert phone.talk is not None
    assert phone.talk.case == own


def test_a_complaint_leads_to_nobody(talks: Talks) -> None:
    """Neither its row nor its sealed record names a lane or a chat; the leads answer it all the same."""
    leads(talks, "Ana")
    teller = Teller(talks, "en")
    phone = teller.phone.start()
    teller.line("> info about complain complain")
    teller.line(f"< {WORDS}")
    (complaint,) = (one["id"] for one in talks.every("cases"))
    row = talks.store.read(lambda c: cases.get(c, complaint))
    assert row is not None
    assert row.lane is None
    assert str(phone.account) not in str(talks.routing(complaint))
    assert phone.lane not in str(talks.routing(complaint))
    talks.wait(26 * HOUR, every=HOUR)
    ana = talks.desks["Ana"]
    ana.reply(next(one.id for one in reversed(ana.ours) if one.document), "We will look into it.").tap("Send as it is")
    assert not [one for one in talks.alerts_of(complaint) if one.state == "open"]
    assert "We will look into it." in str(talks.read_by("Ana", complaint))
    assert "We will look into it." not in phone.text
    assert talks.faults == []


def test_it_calls_those_who_lead_and_no_others(talks: Talks) -> None:
    """Within a day, without a sound."""
    leads(talks, "Ben")
    teller = Teller(talks, "en")
    teller.phone.start()
    teller.line("> info about complain complain")
    teller.line(f"< {WORDS}")
    talks.wait(26 * HOUR, every=HOUR)
    rung = {name: [one for one in desk.ours if one.named("take")] for name, desk in talks.desks.items()}
    assert rung["Ben"]
    assert all(one.silent for one in rung["Ben"])
    assert not rung["Ana"]
    assert talks.case_of(teller.phone) is None


def test_the_words_of_the_true_bot_are_those_of_its_key(talks: Talks) -> None:
    """Three words in the person's language; another key has others."""
    words: Words = talks.tools.words
    host = talks.installation.last_roster().signers[0]
    teller = Teller(talks, "es")
    teller.phone.start()
    teller.line("> info about real")
    listed = words.proof(host, "es")
    assert len(listed.split(", ")) == 3
    assert words.proof("ssh-ed25519 another", "es") != listed
    for one in listed.split(", "):
        assert one in news(teller.phone)
