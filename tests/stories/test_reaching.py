"""How words reach a person: more than once, in the open chat or behind the knock, and the truth while nobody writes."""

from __future__ import annotations

from test_deleting import SENT, told

from tests.talks import MINUTE, Talks


def test_an_answer_to_what_was_just_done_makes_no_sound(talks: Talks) -> None:
    """Whoever taps or writes looks at the chat, and may be hiding; the easy way, made for ears, may sound."""
    phone = talks.phone().start().tap("danger", "wake")
    phone.write("they are outside")
    assert all(one.silent for one in phone.ours)
    blind = talks.phone().start().tap("other", "numbers")
    assert not blind.ours[-1].silent


def test_the_truth_is_told_at_ten_and_thirty_minutes(talks: Talks) -> None:
    """While all officers sleep, who called for life hears how it stands, and nothing is promised."""
    phone = told(talks, "> danger wake any armed HN")
    talks.wait(9 * MINUTE, every=60)
    assert "Nobody has answered yet" not in phone.text
    talks.wait(2 * MINUTE, every=60)
    assert "Nobody has answered yet" in phone.text
    talks.wait(21 * MINUTE, every=60)
    waiting = phone.ours[-1]
    assert waiting.text == "You have a message."
    assert waiting.buttons[0][0] == "Open"


def test_only_words_that_were_welcome_at_any_time_make_a_sound(talks: Talks) -> None:
    """How it stands comes silently, for a person may be hiding; so do words to who did not say *at any time*."""
    phone = told(talks, "> danger wake any armed HN")
    talks.wait(11 * MINUTE, every=60)
    assert "Nobody has answered yet" in phone.ours[-1].text
    assert phone.ours[-1].silent
    for safe, silent in (("any", False), ("_skip", True)):
        other = told(talks, f"> danger wake {safe} armed HN")
        talks.beat()
        ana = talks.desks["Ana"]
        ana.reply(ana.ours[-1].id, f"Words for {safe}")
        assert f"Words for {safe}" in other.ours[-1].text
        assert other.ours[-1].silent == silent


def test_only_when_i_write_first_is_hinted_at_on_the_screen_that_stands(talks: Talks) -> None:
    """An edit, which lights no phone, says that something waits; whatever the person does next brings it."""
    for then in ("tap", "write"):
        phone = told(talks, "> danger wake never armed HN")
        talks.beat()
        before = [one.id for one in phone.ours]
        ana = talks.desks["Ana"]
        ana.reply(ana.ours[-1].id, "We found a lawyer")
        assert [one.id for one in phone.ours] == before
        assert "lawyer" not in phone.text
        assert phone.screen.text.startswith("You have a message.")
        phone.tap("knock") if then == "tap" else phone.write("are you there")
        assert phone.text.count("We found a lawyer") == 1


def test_who_asked_not_to_be_written_to_is_told_nothing_by_itself(talks: Talks) -> None:
    """Only when I write first holds for the truth too."""
    phone = told(talks, "> danger wake never armed HN")
    before = len(phone.ours)
    talks.wait(40 * MINUTE, every=60)
    assert len(phone.ours) == before


def test_who_asked_not_to_be_written_to_finds_the_truth_on_the_next_screen(talks: Talks) -> None:
    """Nothing comes by itself; what they do next is answered with how it stands now, once, and not after words."""
    phone = told(talks, "> danger wake never armed HN")
    talks.wait(11 * MINUTE, every=60)
    assert "Nobody has answered yet" not in phone.text
    phone.write("are you there")
    assert phone.text.count("Nobody has answered yet") == 1
    phone.write("still here")
    assert phone.text.count("Nobody has answered yet") == 1
    talks.wait(20 * MINUTE, every=60)
    ana = talks.desks["Ana"]
    ana.reply(next(one.id for one in ana.ours if one.document), "We are here")
    phone.write("hello")
    assert "We are here" in phone.text
    assert "Still nobody" not in phone.text


def test_an_officer_goes_on_writing_after_the_first_words(talks: Talks) -> None:
    """Words after the first reach the person too, by reply or plainly, though the alert has ended."""
    phone = told(talks, "> danger wake any armed HN")
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("First words")
    ana.write("Second words")
    assert "Second words" in phone.text
    ana.reply(ana.ours[-1].id, "Third words")
    assert "Third words" in phone.text


def test_words_behind_the_knock_are_read_once_and_the_talk_stays_locked(talks: Talks) -> None:
    """Who chose no word opens the newest message and nothing behind it."""
    phone = told(talks, "> danger wake any armed HN")
    talks.beat()
    talks.wait(31 * MINUTE, every=600)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We found a lawyer")
    knock = phone.ours[-1]
    assert knock.text == "You have a message."
    assert "lawyer" not in phone.text
    phone.press(knock.buttons[0][1], knock.id)
    assert "We found a lawyer" in phone.text
    assert phone.at == "first.welcome"
    phone.press(knock.buttons[0][1], knock.id)
    assert "We found a lawyer" not in phone.screen.text


def test_with_a_word_the_knock_opens_nothing_before_it(talks: Talks) -> None:
    """The word comes first; then the words that waited are said."""
    phone = told(talks, SENT)
    talks.beat()
    talks.wait(31 * MINUTE, every=600)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("Please call back")
    knock = phone.ours[-1]
    phone.press(knock.buttons[0][1], knock.id)
    assert "Please call back" not in phone.text
    phone.write("river")
    assert "Please call back" in phone.text
