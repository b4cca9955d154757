"""Rules of structure: each step by itself is well made, and everything it names exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.definition import BACK, NAVIGATION, Choice, Meaning, Question, Release, Step
from flows.inspection.findings import Findings
from flows.inspection.ways import SELF_ANSWERING, falls_through
from flows.loading import nearest

Fields = Mapping[str, Mapping[str, Any]]

ACTIONS = (
    "alert", "seal_case", "match", "choose_place", "hide", "wipe_draft", "erase_case", "stop_sharing", "set_language",
    "set_word", "forget_guest", "leave_group", "keep_part", "drop_part", "set_easy", "warn_watched", "decide_text",
    "next_place", "keep_choices", "check_in", "close_case", "keep_link", "tell_again", "ask_to_stop", "note_feedback",
)  # fmt: skip
PURPOSES = (
    "alert", "keep", "silence", "contact", "share_named", "share_anonymised", "state_contact", "publicity",
    "attachment", "send", "checkin", "exchange",
)  # fmt: skip
TARGETS = ("start", "menu", "hide", "danger", "person", "delete")
MAX_STEP_ID = 40  # `_change:<step>` with conversation and seq is a button's data of at most 64 bytes
_FITTING = {
    "choice": ("code", "codes", "go", "offer"),
    "multi": ("codes",),
    "country": ("country",),
    "language": ("code",),
    "number": ("number",),
    "text": ("text",),
    "word": ("word",),
    "offers": ("offer",),
    "review": ("go", "code"),
}


def inspect_structure(release: Release, fields: Fields, report: Findings) -> None:
    """Every rule about one step at a time."""
    _targets_of_release(release, report)
    for step in release.steps.values():
        _kind_of_step(step, report)
        _branches(step, report)
        _targets(step, release, report)
        _actions(step, report)
        if step.ask:
            _question(step, step.ask, fields, report)
            for choice in step.ask.choices:
                _choice(step, choice, fields, report)


def _targets_of_release(release: Release, report: Findings) -> None:
    for name in TARGETS:
        if name not in release.globals:
            report.overall("E102", f"global/{name}", f"The target `{name}` is missing.", f"Add `{name}: flow.step`.")
    for name, target in release.globals.items():
        if target not in release.steps:
            hint = nearest(target, list(release.steps))
            report.overall("E102", f"global/{name}", f"The target `{name}` leads to no step.", hint)


def _kind_of_step(step: Step, report: Findings) -> None:
    asks = step.ask is not None and step.end is None
    if asks + bool(step.to or (step.next and not step.waits)) + bool(step.end) != 1:
        report.about("E103", step, "", "A step asks, passes on or ends.", "Keep one of `ask`, `to`, `end`.")
    if step.instead and step.text is None:
        report.about("E104", step, "text", "Other words stand beside none.", "Add `text: …` for everybody else.")
    if step.waits and step.text is None and step.end not in ("hidden", "group"):
        report.about("E104", step, "text", "Nothing would be shown.", "Add `text: …`.")


def _branches(step: Step, report: Findings) -> None:
    needs = step.ask is not None and step.end is None
    if needs and not step.next and (falls_through(step) or _waysless(step)):
        report.about("E106", step, "next", "Some answers lead nowhere.", "Add `next`, or `to` for each choice.")
    for number, branch in enumerate(step.next, 1):
        last = number == len(step.next)
        if last and branch.when:
            hint = "Add a last branch without `when`."
            report.about("E107", step, f"next/{number}", "The last branch has a condition.", hint, line=branch.line)
        if not last and not branch.when:
            hint = "Give it a `when`, or remove the branches below."
            report.about("E108", step, f"next/{number}", "It hides the branches below.", hint, line=branch.line)


def _waysless(step: Step) -> bool:
    return step.ask is not None and not all(choice.to for choice in step.ask.choices)


def _targets(step: Step, release: Release, report: Findings) -> None:
    for part, target, _ in step.targets():
        if target != BACK and target not in release.steps:
            report.about("E120", step, part, f"There is no step `{target}`.", nearest(target, list(release.steps)))
    if step.ask and step.end:
        for choice in step.ask.choices:
            if not choice.to and not step.next:
                report.about("E106", step, f"choice/{choice.id}", "It leads nowhere.", "Add `to`.", line=choice.line)


def _actions(step: Step, report: Findings) -> None:
    choices = step.ask.choices if step.ask else ()
    for part, actions in [("do", step.do), *((f"choice/{choice.id}", choice.do) for choice in choices)]:
        for action in actions:
            if action not in ACTIONS:
                report.about("E115", step, part, f"There is no action `{action}`.", nearest(action, ACTIONS))


def _question(step: Step, ask: Question, fields: Fields, report: Findings) -> None:
    known = fields.get(ask.field)
    if known is None:
        report.about("E105", step, "ask", f"There is no field `{ask.field}`.", nearest(ask.field, list(fields)))
    elif known.get("type") not in _FITTING[ask.kind]:
        report.about("E105", step, "kind", f"`{ask.field}` is not asked as {ask.kind}.", "Choose a kind of its type.")
    elif not known.get("chat", True):
        report.about("E105", step, "ask", f"A chat may not ask `{ask.field}`.", "Ask it on the locked page.")
    if not ask.choices and ask.kind not in SELF_ANSWERING and step.end is None:
        report.about("E141", step, "choices", "There is nothing to answer.", "Add choices.")
    if len(step.id) > MAX_STEP_ID:
        report.about("E138", step, "", "The id is too long for a button that changes this answer.", "Shorten it.")
    ids = [choice.id for choice in ask.choices]
    for name in {name for name in ids if ids.count(name) > 1}:
        report.about("E142", step, f"choice/{name}", "This id stands twice.", "Rename one of them.")


def _choice(step: Step, choice: Choice, fields: Fields, report: Findings) -> None:
    part = f"choice/{choice.id}"
    if choice.consent and choice.consent.purpose not in PURPOSES:
        hint = nearest(choice.consent.purpose, PURPOSES)
        report.about("E144", step, part, "There is no such purpose.", hint, line=choice.line)
    for name, meaning in choice.means.items():
        if name not in fields or name == NAVIGATION:
            hint = nearest(name, list(fields))
            report.about("E105", step, part, f"There is no field `{name}`.", hint, line=choice.line)
        elif wrong := _wrong_codes(fields[name], meaning):
            hint = nearest(wrong[0], list(fields[name].get("codes", ())))
            report.about("E113", step, part, f"`{name}` cannot mean {', '.join(wrong)}.", hint, line=choice.line)


def _wrong_codes(field: Mapping[str, Any], meaning: Meaning) -> list[str]:
    if meaning is None:
        return []
    several = isinstance(meaning, tuple)
    values: Sequence[Any] = meaning if isinstance(meaning, tuple) else (meaning,)
    if several and field.get("type") != "codes":
        return [f"several codes ({', '.join(map(str, values))})"]
    codes = field.get("codes", ())
    return [str(value) for value in values if codes and value not in codes]
