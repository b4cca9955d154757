"""Ringing: what is due is rung at everybody on duty, each with a bell of constant words and a summons of one size.

The ladder decides when, the rota whose bells; here a ring becomes a screen of the officers' bot, recorded, in one
transaction with the alert's next time. A bell that cannot be sealed to its officer rings all the same, without the
summons: an alert is never swallowed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot import notices
from bot.alerts import crowd
from bot.alerts.bells import Bells
from bot.casework import alertfile, away, duty, waiting
from bot.casework.alone import alone
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.conversation import reaching
from bot.store import Connection, StoreUnavailable, alerts, cases, jobs, screens
from bot.store.errors import translated
from bot.store.statements import savepoint
from referrals import ladder
from referrals.errors import KeyGone, SealBroken

Json = dict[str, Any]
OnFault = Callable[[str], None]
HALF_AN_HOUR: Final = 30


BLIND: Final = 30 * 60
"""Seconds between two bells of an alert that nobody can read any more."""
SOON: Final = 60
"""Seconds until an alert is looked at again for which nobody could be called: no longer than any step."""


def ring_due(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Ring what is due now; gives how many alerts were looked at."""
    found = alerts.due(c, now)
    if not found:
        return 0
    bells = Bells.at(c, tools, seals, now, on_fault)
    for alert in found:
        if not _rung(bells, seals, alert):
            with alone(c, on_fault, "alert.blind"):
                _ring_blind(bells, alert)
    return len(found)


def _rung(bells: Bells, seals: Seals, alert: alerts.Alert) -> bool:
    """Ring one alert; False where it could not be rung as it should, which must not silence the bells of others."""
    try:
        with savepoint(bells.c):
            _ring(bells, seals, alert)
    except SealBroken:
        bells.on_fault("alert.sealed")
        return False
    except KeyGone:  # nobody asked for that: what is erased is taken from the ladder before its key is destroyed
        bells.on_fault("alert.key_gone")
        return False
    except Exception as error:
        if isinstance(translated(error), StoreUnavailable):
            raise
        bells.on_fault(f"alert.{type(error).__name__}")
        return False
    return True


def steady(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Notice that the clock was set back, or bells would be silent for as long: they ring at once, on the new clock.

    The last time that was seen is kept. Beside it, whatever names a time that cannot be true is due now; how far off a
    bell may lie says the alert's level, which is sealed, so those that name a later time are opened.
    """
    by = _seen(c, now)
    if by:  # what was put off by seconds must not wait for hours
        screens.bring_forward(c, by, now)
        jobs.bring_forward(c, by, now)
    found = alerts.open_(c) if by else alerts.ahead(c, now + ladder.SLACK)
    moved = 0
    for alert in found:
        with alone(c, on_fault, "clock"):
            moved += _moved(c, tools, seals, alert, by, now)
    if moved:
        on_fault("clock.set_back")
    for alert in alerts.timeless(c):  # it names no next time: nothing but this look would find it
        on_fault("alert.without_time")
        alerts.change(c, alert._replace(due=now))
        moved += 1
    return moved


def _moved(c: Connection, tools: Tools, seals: Seals, alert: alerts.Alert, by: int, now: int) -> bool:
    """Bring one alert to the new clock; one that nobody can open rings again as soon as any such does."""
    try:
        return _steadied(c, tools, seals, alert, by, now)
    except (SealBroken, KeyGone):
        far = alert.due is not None and alert.due > now + BLIND
        alerts.change(c, alert._replace(due=min(alert.due or now, now + BLIND)))
        return far and by > 0  # else its seal or its key is at fault, and no clock: its ring says so


def _seen(c: Connection, now: int) -> int:
    """Keep the last time that was seen, and give by how much the clock has gone back since, if it has."""
    last = away.seen(c) or now
    if not last - ladder.SLACK <= now < last + ladder.SLACK or last == now:
        away.see(c, now)
    return last - now if now < last - ladder.SLACK else 0


def _steadied(c: Connection, tools: Tools, seals: Seals, alert: alerts.Alert, by: int, now: int) -> bool:
    case = cases.get(c, alert.case_id)
    if case is None or alert.due is None:
        return False
    key = seals.of(case.conversation)["case"]
    state = alertfile.open_alert(key, alert)
    stands = alertfile.standing_of(state)
    if by:
        after: ladder.Alert | None = ladder.set_back(stands, by, now, tools.schedule)
    else:
        after = ladder.rebased(stands, alert.due, now, tools.schedule, apart=crowd.APART)
    if after is None:
        return False
    told = min(state.get("told", 0), ladder.truth(after, now)[0])
    alertfile.write_alert(c, key, alert, {**state, **alertfile.standing_json(after), "told": told}, now)
    return True


def _ring(bells: Bells, seals: Seals, alert: alerts.Alert) -> None:
    c, tools, now = bells.c, bells.tools, bells.now
    case = cases.get(c, alert.case_id)
    if case is None:
        return
    key = seals.of(case.conversation)["case"]
    state = alertfile.open_alert(key, alert)
    called = bells.called_for(case)
    rings, following = ladder.due(alertfile.standing_of(state), now, called, tools.schedule)
    if rings is not None and ladder.nobody(called):  # it stays owed, and is looked at again soon
        bells.on_fault("alert.nobody_on_duty")
        rings, following = None, now + SOON
    later = None
    if rings is not None:
        after = {**state, **alertfile.standing_json(rings.after)}
        later = bells.ring(alert, after, rings)
        state = after if later is None else state
        if rings.resumed and later is None:
            _say_resumed(bells, alert)
    left, quiet = _more(bells, called, alert, state) if rings is None else (0, None)
    truth = None
    with alone(c, bells.on_fault, "alert.untold"):  # where the person cannot be told, it rings on all the same
        state, truth = _own_up(c, tools, seals, case, state, now)
    times = [one for one in (later or following, truth, quiet) if one is not None]
    fresh = bool(state.get("fresh")) and rings is None and (bool(left) or not _takers(bells, state))
    alertfile.write_alert(c, key, alert, {**state, "more": left, "fresh": fresh}, min(times, default=now + BLIND))


def _more(bells: Bells, called: ladder.People, alert: alerts.Alert, state: Json) -> tuple[int, int | None]:
    """The person sent more: whoever took it hears of it at once; of a calm one that nobody took those on duty hear who
    read the case, in the quiet hours. A loud one that nobody took rings again by itself. Gives what is left to tell,
    and when.
    """
    if not state.get("more"):
        return 0, None
    takers = _takers(bells, state)
    for name in takers:
        bells.more(alert, bells.rows[name], state)
    if takers:
        return 0, None
    schedule = bells.tools.schedule
    if schedule.rungs[state["level"]].loud:
        return 0, None
    at = schedule.quiet(bells.now)
    if at > bells.now:
        return state["more"], at
    names = called.called(ladder.ON_DUTY)
    for name in names:
        bells.more(alert, bells.rows[name], state)
    return (0, None) if names else (state["more"], None)


def _takers(bells: Bells, state: Json) -> list[str]:
    """Who has taken this alert, and may still be told of it."""
    taken = dict.fromkeys((*state.get("takers", ()), state.get("taken_by")))
    return [name for name in taken if name in bells.rows]


def follow(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """In a crowd: give whoever is done the next one, without a sound, and link what belongs together."""
    given = crowd.groups(c)
    if not given:
        return 0
    bells = Bells.at(c, tools, seals, now, on_fault)
    done = [name for name in given if name in bells.rows and crowd.is_done(c, given[name], bells.left)]
    for name in done:
        with alone(c, on_fault, "crowd"):
            bells.first(name, 0, sound=False)
    crowd.link(c, tools, seals, bells.rows, bells.left, now, on_fault)
    return len(done)


def _say_resumed(bells: Bells, alert: alerts.Alert) -> None:
    """A pause ran out without words: the leads hear that it rings again (F03)."""
    for row in duty.leads(bells.tools, list(bells.rows.values())):
        if row.id in bells.lately and bells.lately[row.id].crowded:
            continue
        screen = duty.tell(bells.c, bells.tools, row, duty.Note(notices.OFFICER_PAUSE_OVER), bells.now)
        alerts.ring(bells.c, alert.id, row.id, 0, "telegram", screen, bells.now)


def _own_up(
    c: Connection, tools: Tools, seals: Seals, case: cases.Case, state: Json, now: int
) -> tuple[Json, int | None]:
    """Tell who called for life how it stands at 10 and 30 minutes, then each 30, while nobody wrote (F04)."""
    if state["level"] != "T0":
        return state, None
    minutes, following = ladder.truth(alertfile.standing_of(state), now)
    if minutes <= state.get("told", 0):
        return state, following
    routing = reaching.open_routing(seals, case)
    text = notices.NOT_YET if minutes < HALF_AN_HOUR else notices.STILL_NOBODY
    words = tools.words.word(text, routing["language"], {})
    if routing["safe"] == "never":  # it stands on the screen that they find next
        waiting.let_wait(c, seals, case, words, now, truth=True)
    else:
        reaching.tell(c, tools, seals, case, words, now, truth=True)
    return {**state, "told": minutes}, following


def _ring_blind(bells: Bells, alert: alerts.Alert) -> None:
    """An alert whose row was spoilt: nobody can say how urgent it is or whose, and it rings all the same."""
    for name in bells.rows:
        with alone(bells.c, bells.on_fault, "bell"):
            bells.one(alert, name, None, 0, loud=True)
    alerts.change(bells.c, alert._replace(due=bells.now + BLIND))
