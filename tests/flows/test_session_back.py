"""Back, checkpoints, coming back from a jump, and changing an answer at the review."""

from __future__ import annotations

from flow_world import CORE, MENU, Talk, release

from flows.events import Acted, Consented, TapRefused
from flows.inputs import Go
from flows.session import facts

PAGE = '  page:\n    end: page\n    text: "About us."\n'
TO_CHECK = ("help", "days", "keep", "HN", "state", "held", "lawyer", "_done", "_skip", "none")


def test_back_shows_the_question_before_with_its_old_answer() -> None:
    """One screen back, and what was answered there is marked."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "_back", "_back")
    assert talk.session.at == "core.consent"
    assert [row.id for row in talk.asked.choices if row.ticked] == ["keep"]


def test_back_reaches_the_first_screen_and_not_beyond() -> None:
    """Behind the first screen there is nothing, and it says so."""
    talk = Talk()
    talk.tap("help", "days", "_back", "_back")
    assert talk.session.at == "core.welcome"
    assert talk.tap("_back")[0] == TapRefused("back")


def test_back_does_nothing_again() -> None:
    """Walking back repeats no action and no consent."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN")
    events = talk.tap("_back", "_back")
    assert not [event for event in events if isinstance(event, (Acted, Consented))]


def test_a_checkpoint_ends_all_ways_back() -> None:
    """After the alert the card is behind, and Back is not offered."""
    talk = Talk()
    talk.tap("danger", "wake")
    assert talk.session.at == "danger.may"
    assert talk.asked.back is False
    assert talk.tap("_back")[0] == TapRefused("back")


def test_going_back_over_an_answer_takes_it_out_of_the_facts() -> None:
    """An answer behind the present question counts for nothing until it is given again."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "state", "_back", "_back")
    assert talk.session.at == "core.country"
    assert "perpetrator" not in facts(talk.release, talk.session)
    talk.tap("GT")
    assert [row.id for row in talk.asked.choices if row.ticked] == ["state"]


def test_a_jump_comes_back_to_where_it_left() -> None:
    """Menu, then Back, is where the person was; nested jumps unwind one by one."""
    talk = Talk()
    talk.tap("help", "days")
    talk.put(Go("menu"))
    talk.tap("person")
    talk.tap("no_thanks")
    assert talk.session.at == "menu.menu"
    talk.tap("back_to")
    assert talk.session.at == "core.consent"
    assert talk.asked.back is True


def test_back_words_come_back_too() -> None:
    """`Go` back is the Back button."""
    talk = Talk()
    talk.tap("help")
    talk.put(Go("_back"))
    assert talk.session.at == "core.welcome"


def test_asking_for_the_menu_twice_is_asking_once() -> None:
    """A jump to where one stands leaves no trace on the trail."""
    talk = Talk()
    talk.put(Go("menu"))
    talk.put(Go("menu"))
    talk.tap("back_to")
    assert talk.session.at == "core.welcome"


def test_back_without_a_way_leads_to_the_start() -> None:
    """A step that returns, reached from nowhere, returns to the start."""
    talk = Talk(at="menu.menu")
    talk.tap("back_to")
    assert talk.session.at == "core.welcome"


def test_the_trail_stays_short() -> None:
    """A person who goes round for hours has a session of bounded size."""
    talk = Talk(at="core.when")
    for _ in range(100):
        talk.put(Go("delete"))
        talk.put(Go("person"))
    assert len(talk.session.trail) <= 64


def test_a_changed_answer_returns_to_the_review_over_what_still_stands() -> None:
    """One answer changed at the review costs two taps; all others stay."""
    talk = Talk()
    talk.tap(*TO_CHECK)
    assert talk.session.at == "core.check"
    talk.tap("_change:core.country")
    assert (talk.session.at, talk.session.revising) == ("core.country", "core.check")
    events = talk.tap("GT")
    assert (talk.session.at, talk.session.revising) == ("core.check", None)
    assert not [event for event in events if isinstance(event, (Acted, Consented))]
    assert facts(talk.release, talk.session) | {} == {
        "imminence": "days",
        "consent_store": "yes",
        "country": "GT",
        "perpetrator": "state",
        "detained": "yes",
        "needs": ["legal"],
    }


def test_answers_that_left_the_way_are_dropped_at_once() -> None:
    """Who is behind it changed, so the question for officials no longer applies, nor its answer."""
    talk = Talk()
    talk.tap(*TO_CHECK, "_change:core.whom", "company")
    assert talk.session.at == "core.check"
    assert "core.detained" not in talk.session.answers
    assert dict(talk.session.aside) == {}
    assert "detained" not in facts(talk.release, talk.session)


def test_a_new_way_asks_what_was_never_asked() -> None:
    """A change that leads past new questions asks them, then returns to the review."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "company", "lawyer", "_done", "_skip", "none", "_change:core.whom", "state")
    assert talk.session.at == "core.detained"
    talk.tap("held")
    assert talk.session.at == "core.check"


def test_back_out_of_a_change_leaves_everything_as_it_was() -> None:
    """Who looks at an answer and thinks better of it loses nothing."""
    talk = Talk()
    talk.tap(*TO_CHECK)
    before = dict(talk.session.answers)
    talk.tap("_change:core.whom", "_back")
    assert talk.session.at == "core.check"
    assert dict(talk.session.answers) == before


def test_a_change_of_what_was_not_answered_is_refused() -> None:
    """Only answered questions can be changed."""
    talk = Talk()
    talk.tap(*TO_CHECK)
    assert talk.tap("_change:core.story")[0] == TapRefused("unknown")
    assert talk.tap("_change:nowhere.at_all")[0] == TapRefused("unknown")
    assert talk.session.at == "core.check"


def test_a_multi_answer_survives_a_change() -> None:
    """Ticks of a question passed over stay, and show when it is opened."""
    talk = Talk()
    talk.tap(*TO_CHECK, "_change:core.needs")
    assert [row.id for row in talk.asked.choices if row.ticked] == ["lawyer"]
    talk.tap("doctor", "_done")
    assert talk.session.answers["core.needs"] == ("lawyer", "doctor")


def test_a_jump_in_the_middle_of_a_change_loses_no_answer() -> None:
    """Danger first: and the answers behind the changed one still come back, shown for a look."""
    talk = Talk()
    talk.tap(*TO_CHECK, "_change:core.whom")
    talk.put(Go("menu"))
    talk.tap("back_to", "state")
    assert talk.session.at == "core.detained"
    assert [row.id for row in talk.asked.choices if row.ticked] == ["held"]


def test_a_page_read_on_the_way_loses_no_answer_either() -> None:
    """Reading a page in the middle of going back keeps what was answered behind."""
    talk = Talk(
        release(
            menu=MENU.replace('label: "Delete", means: {}, to: delete', "label: x, means: {}, to: core.page"),
            core=CORE + PAGE,
        )
    )
    talk.tap("help", "days", "keep", "HN", "state", "_back", "_back")
    talk.put(Go("menu"))
    talk.tap("delete", "_back", "back_to", "GT")
    assert talk.session.at == "core.whom"
    assert [row.id for row in talk.asked.choices if row.ticked] == ["state"]
