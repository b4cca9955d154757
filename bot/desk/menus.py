"""What an officer finds without a bell: open alerts, tasks, phrases, another PIN.

Counts, durations and opaque case ids only; what a case says is nowhere here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot import notices
from bot.casework import duty, officers
from bot.casework.holding import Json
from bot.casework.officers import Desk, Row
from bot.desk import phrasing, proving, replying
from bot.store import alerts, cases, tasks
from bot.store.officers import Officer
from flows.text import Text

MOST: Final = 8
"""Lines of one list; what is older comes first."""
A_ROW: Final = 4


def menu(desk: Desk, row: Officer, what: str = "") -> None:
    """What can be done here, with how much of it waits."""
    del what
    counts = {"n": str(len(_alerts(desk, row))), "count": str(len(_tasks(desk, row)))}
    welcome = (notices.OFFICER_WELCOME, {"name": officers.name_of(desk.tools, row)})
    rows = [
        [_button(desk, notices.MENU_ALERTS, "alerts"), _button(desk, notices.TASKS, "tasks")],
        [_button(desk, notices.PHRASES, "phrases"), _button(desk, notices.MENU_PIN, "pin")],
    ]
    _page(desk, [welcome, (notices.MENU_COUNTS, counts)], rows)


def open_alerts(desk: Desk, row: Officer, what: str = "") -> None:
    """What rings and nobody has answered, the longest first; a number shows its buttons."""
    del what
    found = _alerts(desk, row)
    if not found:
        return _page(desk, [(notices.MENU_NO_ALERTS, {})], [_back(desk)])
    lines = [
        (notices.ALERT_LINE, {"n": str(n), "duration": _since(desk, one.opened)})
        for n, one in enumerate(found[:MOST], 1)
    ]
    return _page(desk, lines, [*_numbers([f"one:{one.tag}" for one in found[:MOST]]), _back(desk)])


def one_alert(desk: Desk, row: Officer, tag: str) -> None:
    """One alert with its buttons, to be replied to."""
    del row
    alert = alerts.by_tag(desk.c, tag)
    if alert is None or alert.state != "open" or alert.sealed is None:
        return officers.stale(desk)
    said = {"n": "", "duration": _since(desk, alert.opened)}
    rows = replying.rows_under(desk, alert, "take", "open", "say")
    return officers.say(desk, notices.ALERT_ONE, said, about=alert, rows=rows)


def list_tasks(desk: Desk, row: Officer, what: str = "") -> None:
    """What somebody has to look at, the oldest first."""
    del what
    found = _tasks(desk, row)
    if not found:
        return _page(desk, [(notices.MENU_NO_TASKS, {})], [_back(desk)])
    lines = [
        (
            notices.TASK_LINE,
            {"n": str(n), "id": one.case_id, "duration": _since(desk, one.at), "what": _kind(desk, one)},
        )
        for n, one in enumerate(found[:MOST], 1)
    ]
    return _page(desk, lines, [*_numbers([f"task:{one.id}" for one in found[:MOST]]), _back(desk)])


def one_task(desk: Desk, row: Officer, id_: str) -> None:
    """One task: write, open the case, or say that it is done."""
    del row
    task = next((one for one in tasks.open_(desk.c) if one.id == id_), None)
    if task is None:
        return officers.stale(desk)
    known = [one for one in alerts.of_case(desk.c, task.case_id) if one.sealed is not None]
    said = {"id": task.case_id, "duration": _since(desk, task.at), "what": _kind(desk, task)}
    rows = replying.rows_under(desk, known[-1], "open", "say") if known else []
    rows.append([_button(desk, notices.TASK_DONE, f"done:{task.id}")])
    return officers.say(desk, notices.TASK_ONE, said, about=known[-1] if known else None, rows=rows)


def done(desk: Desk, row: Officer, id_: str) -> None:
    """The task was looked after: nobody's who only holds the phone may say so."""
    act = {"do": "done", "task": id_}
    return do_done(desk, row, act) if proving.is_proved(desk, row) else proving.wait(desk, row, act)


def do_done(desk: Desk, row: Officer, act: Json) -> None:
    """Write it down, and show what is left."""
    id_ = act["task"]
    task = next((one for one in tasks.open_(desk.c) if one.id == id_), None)
    if task is None or not tasks.done(desk.c, id_, desk.now):
        return officers.stale(desk)
    officers.note(desk, "task.done", task.case_id, row.id, task.kind)
    return list_tasks(desk, row)


def say_something(desk: Desk, row: Officer, what: str = "") -> None:
    """Phrases for the one case that this officer has; with none or several, which one is asked first."""
    alert = replying.meant(desk, row)
    return phrasing.groups(desk, row, alert, what) if alert is not None else open_alerts(desk, row)


def new_pin(desk: Desk, row: Officer, what: str = "") -> None:
    """Another PIN, for whoever types the present one now: a phone snatched after a proof is not made another's."""
    del what
    return proving.wait(desk, row, {"do": "pin"})


def choose_pin(desk: Desk, row: Officer, act: Json) -> None:
    """The present one was typed: choose another."""
    del act
    return proving.choose(desk, row)


Page = Callable[[Desk, Officer, str], None]
PAGES: Final[Mapping[str, Page]] = {
    "menu": menu,
    "alerts": open_alerts,
    "one": one_alert,
    "tasks": list_tasks,
    "task": one_task,
    "done": done,
    "phrases": say_something,
    "pin": new_pin,
}
"""The buttons `d.0.<page>` or `d.0.<page>:<what>`."""


def _alerts(desk: Desk, row: Officer) -> list[alerts.Alert]:
    """What rings and is this officer's to see: of a team whose cases they read, or rung here before it was theirs."""
    return [
        one for one in alerts.open_(desk.c)
        if _reads(desk, row, one.case_id) or any(ring.officer == row.id for ring in alerts.rings_of(desk.c, one.id))
    ]  # fmt: skip


def _tasks(desk: Desk, row: Officer) -> list[tasks.Task]:
    return [one for one in tasks.open_(desk.c) if _reads(desk, row, one.case_id)]


def _reads(desk: Desk, row: Officer, case_id: str) -> bool:
    case = cases.get(desk.c, case_id)
    return case is None or duty.is_reader(desk.c, desk.tools, row, case, desk.now)


def _page(desk: Desk, said: list[officers.Said], rows: list[Row]) -> None:
    language = officers.language(desk)
    words = "\n\n".join(desk.tools.words.word(text, language, given) for text, given in said)
    officers.turn_page(desk, words, rows)


def _numbers(names: list[str]) -> list[Row]:
    buttons = [{"label": str(n), "data": f"d.0.{name}"} for n, name in enumerate(names, 1)]
    return [buttons[first : first + A_ROW] for first in range(0, len(buttons), A_ROW)]


def _back(desk: Desk) -> Row:
    return [_button(desk, notices.BACK, "menu")]


def _button(desk: Desk, text: Text, page: str) -> dict[str, str]:
    return officers.button(desk.tools, officers.language(desk), text, f"d.0.{page}")


def _since(desk: Desk, at: int) -> str:
    return desk.tools.words.duration(max(60, desk.now - at), officers.language(desk))


def _kind(desk: Desk, task: tasks.Task) -> str:
    return desk.tools.words.word(notices.TASK_KINDS[task.kind], officers.language(desk), {})
