"""Every rule fires on the fault it is for, and on nothing else: one mutation of a sound release each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flow_world import FIELDS, TEXTS

from flows.definition import Release
from flows.errors import FlowFault
from flows.inspection import RULES, Finding, callable_roles, changes, from_fault, inspect, withdrawal
from flows.loading import load_release, nearest

Edit = tuple[str, str, str]  # file, old, new


def edited(*edits: Edit) -> Release:
    texts = dict(TEXTS)
    for file, old, new in edits:
        assert old in texts[file], f"the edit of {file} finds nothing: {old}"
        texts[file] = texts[file].replace(old, new, 1)
    return load_release(texts, FIELDS)


def findings(*edits: Edit, fields: Mapping[str, Mapping[str, Any]] = FIELDS) -> list[Finding]:
    try:
        return inspect(edited(*edits), fields)
    except FlowFault as fault:
        return [from_fault(fault)]


def test_the_sound_release_has_no_findings() -> None:
    """Without a fault nothing fires."""
    assert [str(one) for one in findings()] == []


BRANCH = "      - {when: {perpetrator: [state]}, to: detained}\n"
CHAIN = "".join(f"  p{n}: {{to: p{n + 1}}}\n" for n in range(9)) + "  p9: {to: sent}\n"
LONG = "".join(
    f'  q{n}:\n    ask: go\n    text: "{n}?"\n    choices: [{{id: a, label: "A", means: {{}}}}]\n'
    f"    next: [{{to: {'country' if n == 11 else f'q{n + 1}'}}}]\n"
    for n in range(12)
)

BOTH = "{when: {all: [{perpetrator: state}, {perpetrator: company}]}"
SOMETIMES = "when: {imminence: now}, consent: {purpose: alert, given: true}"
ROWS = "".join(f'      - {{id: n{n}, label: "n{n}", means: {{needs: legal}}}}\n' for n in range(6))

MUTATIONS: list[tuple[str, list[Edit]]] = [
    ("L001", [("core", "flow: core", "flow: core\nnote: " + "[" * 20 + "]" * 20)]),
    ("L002", [("core", '"Hello."', "&a Hello")]),
    ("L003", [("core", "flow: core", "flow: core\nflow: core")]),
    ("L004", [("core", "skip:", "skips:")]),
    ("L005", [("core", "back: false", "back: 3")]),
    ("L006", [("core", '"Hello."', '"Hello.')]),
    ("L007", [("core", 'consent_store: "yes"', "consent_store: yes")]),
    ("L008", [("core", "flow: core", "")]),
    ("E101", [("core", "  people:\n", "  People:\n")]),
    ("E102", [("menu", "delete: delete}", "wipe: delete}")]),
    ("E102", [("menu", "delete: delete}", "delete: nowhere}")]),
    ("E103", [("core", "    do: [seal_case]\n", "    do: [seal_case]\n    end: page\n")]),
    ("E104", [("core", '    text: "Sent."\n', "")]),
    ("E105", [("core", "ask: detained", "ask: detaind")]),
    ("E105", [("core", "ask: detained\n", "ask: detained\n    kind: country\n")]),
    ("E105", [("core", "means: {imminence: days}", "means: {urgency: days}")]),
    ("E106", [("core", "    next:\n      - {to: people}\n", "")]),
    ("E106", [("menu", 'label: "No", means: {}, to: _back}', 'label: "No", means: {}}')]),
    ("E107", [("core", "      - {to: needs}\n  detained", "  detained")]),
    ("E108", [("core", BRANCH, "      - {to: needs}\n" + BRANCH)]),
    ("E112", [("core", "{when: {perpetrator: [state]}", "{when: {perpetrator: {eq: state}}")]),
    ("E112", [("core", "{when: {perpetrator: [state]}", "{when: {perpetrators: [state]}")]),
    ("E113", [("core", "perpetrator: [state]", "perpetrator: [army]")]),
    ("E113", [("core", "{when: {perpetrator: [state]}", "{when: {chosen: states}")]),
    ("E113", [("core", "means: {imminence: days}", "means: {imminence: day}")]),
    ("E113", [("core", "means: {imminence: days}", "means: {imminence: [days, hours]}")]),
    ("E114", [("core", "{when: {perpetrator: [state]}", "{when: {perpetrator: {gte: 3}}")]),
    ("E114", [("core", "{when: {perpetrator: [state]}", "{when: {perpetrator: {has: state}}")]),
    ("E115", [("core", "do: [seal_case]", "do: [seal_cases]")]),
    ("E116", [("core", '"{n} places may fit."', '"{n places may fit."')]),
    ("E117", [("core", '"{n} places may fit."', '"{x.__class__} places"')]),
    ("E118", [("core", '"Choose a word."', '"You said {answers}."')]),
    ("E119", [("core", '"Hello."', '"' + "Hello. " * 600 + '"')]),
    ("E120", [("core", "to: people}", "to: peple}")]),
    ("E121", [("core", "  quiet:\n", '  lonely:\n    end: page\n    text: "x"\n  quiet:\n')]),
    ("E122", [("core", "      - {to: options}\n  options:", "      - {to: story}\n  options:")]),
    ("E123", [("core", "    to: sent\n", "    to: seal2\n  seal2: {to: seal}\n")]),
    ("E124", [("core", BRANCH, BRANCH + BRANCH.replace("detained", "people"))]),
    ("E124", [("core", "{when: {perpetrator: [state]}", BOTH)]),
    ("E124", [("danger", "when: {imminence: hours}", "when: {all: [{imminence: hours}, {imminence: days}]}")]),
    ("E125", [("core", "    to: sent\n", "    to: p0\n" + CHAIN)]),
    ("E126", [("danger", "    checkpoint: true\n    choices:\n      - {id: may", "    choices:\n      - {id: may")]),
    ("E130", [("core", "      - {to: consent}\n", "      - {to: groups}\n" + """\
  groups:
    ask: groups
    text: "Groups?"
    choices: [{id: women, label: "Women", means: {groups: women}}]
    next: [{to: consent}]
""")]),
    ("E131", [("core", '    skip: "Not now"\n', "")]),
    ("E132", [("core", '{when: {consent_store: "yes"}, to: seal}\n      - {to: options}', "{to: seal}")]),
    ("E132", [("danger", "consent: {purpose: alert, given: true}, ", "")]),
    ("E136", [("core", "means: {imminence: hours}, to: danger.card", "means: {imminence: hours}, to: consent")]),
    ("E137", [("core", '"A company"', '"A company, or several companies that work together"')]),
    ("E137", [("core", "      - {id: lawyer,", ROWS + "      - {id: lawyer,")]),
    ("E138", [("core", "  word:\n", f"  {'w' * 40}:\n"), ("core", "to: word}", f"to: {'w' * 40}}}")]),
    ("E139", [("core", '"A doctor"', '"a lawyer!"')]),
    ("E140", [("core", 'label: "A company", means: {perpetrator: company}', 'label: "A company"')]),
    ("E141", [("danger", "consent: {purpose: alert, given: true}, do", SOMETIMES + ", do")]),
    ("E142", [("core", "id: doctor", "id: lawyer")]),
    ("E144", [("danger", "purpose: contact", "purpose: contacts")]),
    ("W202", [("core", "{when: {perpetrator: [state]}", "{when: {groups: women}")]),
    ("W203", [("core", "      - {to: country}\n", "      - {to: q0}\n" + LONG)]),
    ("W204", [("core", "to: detained}\n      - {to: needs}", "to: needs}\n      - {to: needs}")]),
    ("W205", [("core", "ask: detained\n    text", "ask: imminence\n    text")]),
    ("W304", [("core", '"A company"', '"A \u200fcompany"')]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits"), MUTATIONS, ids=[f"{n}-{code}" for n, (code, _) in enumerate(MUTATIONS)])
def test_a_rule_fires_on_its_fault(code: str, edits: list[Edit]) -> None:
    """The mutated release has a finding of this rule, with words and a way out."""
    found = [one for one in findings(*edits) if one.code == code]
    assert found, f"{code} did not fire; {[str(one) for one in findings(*edits)]}"
    assert all(one.message and one.severity == ("warning" if code[0] == "W" else "error") for one in found)
    assert all(one.hint or code == "E112" for one in found)
    assert str(found[0]).startswith(found[0].flow)


def test_fields_that_nobody_asks_or_uses_are_told() -> None:
    """A field of the dictionary without a question, and a question whose field serves nothing."""
    more = {**FIELDS, "shoe_size": {"type": "number", "codes": (), "sensitivity": "low", "chat": True}}
    assert [one.part for one in findings(fields=more)] == ["shoe_size"]
    unused = {**FIELDS, "people": {**FIELDS["people"], "used": False}}
    assert [(one.code, one.part) for one in findings(fields=unused)] == [("W135", "people")]


def test_a_chat_never_asks_what_only_the_page_may() -> None:
    """A field that the dictionary keeps from the chat cannot be a choice question."""
    closed = {**FIELDS, "detained": {**FIELDS["detained"], "chat": False}}
    assert ("E105", "detained") in [(one.code, one.step) for one in findings(fields=closed)]


def test_findings_point_at_lines() -> None:
    """A finding says in which line to look."""
    found = next(one for one in findings(("core", "to: people}", "to: peple}")) if one.code == "E120")
    (wrong,) = [number for number, line in enumerate(TEXTS["core"].splitlines(), 1) if "to: people}" in line]
    assert (found.flow, found.line) == ("core", wrong)
    assert "people" in found.hint


def test_a_finding_about_an_answer_points_at_its_line() -> None:
    """Among many answers the one that is meant is named by its line."""
    found = next(one for one in findings(("core", "means: {imminence: days}", "means: {imminence: day}")))
    (wrong,) = [number for number, line in enumerate(TEXTS["core"].splitlines(), 1) if "{imminence: days}" in line]
    assert (found.code, found.line) == ("E113", wrong)


def test_a_hint_of_many_names_lists_a_few() -> None:
    """Who asks for a field that is not there is not read all of them."""
    many = [f"field_{number}" for number in range(60)]
    assert nearest("feld_7", many) == "Did you mean `field_7`?"
    assert nearest("zzz", many).startswith("There are 60, such as field_0,")
    assert nearest("zzz", many[:3]) == "Known: field_0, field_1, field_2."


# -- translations


def catalog(**changed: str) -> dict[tuple[str, str], str]:
    """A complete catalog, each phrase marked, with some phrases (by id, / as _) changed."""
    release = edited()
    found = {}
    for text in release.texts():
        words = "|".join(f"{way} es" for way in text.source.split("|"))
        found[text.id, text.source] = changed.get(text.id.replace("/", "_"), words)
    return {key: words for key, words in found.items() if words}


TRANSLATIONS: list[tuple[str, dict[str, str]]] = [
    ("W301", {"core_whom_text": ""}),
    ("E302", {"core_options_text": "Lugares."}),
    ("E302", {"core_options_text": "{n} {m} lugares"}),
    ("E302", {"core_options_text": "{n lugares"}),
    ("E303", {"core_whom_text": "x" * 5000}),
    ("W304", {"core_whom_text": "\u202equién"}),
    ("E305", {"core_whom_choice_state": "Ellos", "core_whom_choice_company": "ellos"}),
    ("E305", {"menu_words_danger": "ayuda", "menu_words_person": "persona|Ayuda"}),
    ("E306", {"danger_card_text": ""}),
    ("E306", {"core_consent_choice_keep": ""}),
    ("E306", {"menu_words_danger": ""}),
    ("W307", {"core_whom_text": "Llame al 112"}),
    ("E137", {"core_whom_choice_state": "La policía, el ejército o los funcionarios del Estado"}),
]


def test_a_complete_catalog_has_no_findings() -> None:
    """A language that says everything passes."""
    assert inspect(edited(), FIELDS, {"es": catalog()}) == []


@pytest.mark.parametrize(("code", "changed"), TRANSLATIONS, ids=range(len(TRANSLATIONS)))
def test_a_rule_of_translations_fires_on_its_fault(code: str, changed: dict[str, str]) -> None:
    """One wrong phrase gives the finding of its rule, with its language."""
    found = inspect(edited(), FIELDS, {"es": catalog(**changed)})
    assert code in {one.code for one in found}
    assert {one.language for one in found} == {"es"}


def test_translations_of_phrases_that_are_gone_are_offered_for_dropping() -> None:
    """A catalog may hold more than the release; it is told, and other contexts are left alone."""
    extra = {("core/gone/text", "Gone"): "Ido", ("notice/late", "Late"): "Tarde"}
    found = inspect(edited(), FIELDS, {"es": catalog() | extra})
    assert [(one.code, one.part) for one in found] == [("W308", "core/gone/text")]


# -- live


def test_people_with_nowhere_to_go_block_a_withdrawal() -> None:
    """A release without a start for those who stand on a step that is gone."""
    old = edited()
    new = Release(old.flows[:1], {}, {})
    assert [one.code for one in withdrawal(old, new, {"danger.card": 3})] == ["E401"]
    assert "<5" in withdrawal(old, new, {"danger.card": 3})[0].message
    assert withdrawal(old, edited(), {"danger.card": 3}) == []
    assert withdrawal(old, new, {"danger.card": 0}) == []


def test_changed_steps_tell_how_many_people_stand_there() -> None:
    """Counts point at nobody: below five they are said as less than five."""
    old, new = edited(), edited(("core", '"Which country?"', '"In which country?"'))
    assert [(one.code, one.message[:2]) for one in changes(old, new, {"core.country": 2})] == [("W402", "<5")]
    assert "17" in changes(old, new, {"core.country": 17})[0].message
    assert changes(old, new, {"core.when": 9}) == []


def test_a_step_that_asks_something_else_needs_a_new_id() -> None:
    """Stored answers would be taken for those of another question."""
    new = edited(("core", "ask: detained\n    text", "ask: imminence\n    text"))
    assert [one.code for one in changes(edited(), new, {})] == ["E127"]


def test_actions_need_somebody_to_call_on() -> None:
    """An alert with no officer, a matching with no places."""
    assert callable_roles(edited(), {"officers": 1, "mechanisms": 1}) == []
    assert {one.code for one in callable_roles(edited(), {"officers": 0, "mechanisms": 1})} == {"E403"}


def test_every_rule_has_a_test_that_fires() -> None:
    """The table of rules and the tables of mutations name the same codes."""
    elsewhere = {"W135", "W201", "W308", "E127", "E401", "W402", "E403"}
    assert {code for code, _ in MUTATIONS} | {code for code, _ in TRANSLATIONS} | elsewhere == set(RULES)
