"""What an inspection says: one finding per fault, and the table of all rules.

Only here: the codes. L and E block a release, W must be acknowledged. L rules and E112 and E140 are raised while a
file is read. Of the rules of the field these have nothing to hold here: 109 and 110 (labels and options are one thing
in this format), 111 and 133 (nothing reminds), 134 (erasing is not the flow's to prove).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.definition import Release, Step
from flows.errors import FlowFault

RULES = {
    "L001": "A file stays within size, depth and number of values.",
    "L002": "No anchors, aliases or tags.",
    "L003": "No key stands twice.",
    "L004": "No unknown key.",
    "L005": "Each value has its type.",
    "L006": "The file is readable YAML, one document.",
    "L007": "No scalar that two readers take in two ways.",
    "L008": "No key is missing.",
    "E101": "Names are plain, and a flow is named as its file.",
    "E102": "The release has its targets: start, menu, hide, danger, person, delete.",
    "E103": "A step is exactly one of ask, to or next, end.",
    "E104": "What waits for a person has a text.",
    "E105": "Only fields of the dictionary, of a fitting kind, that a chat may ask.",
    "E106": "A question has a way on for each answer.",
    "E107": "The last branch has no condition.",
    "E108": "No branch stands below one without a condition.",
    "E112": "A condition is one of the seven forms.",
    "E113": "Codes are those of the dictionary, ids those of the question.",
    "E114": "An operator fits the type of its field.",
    "E115": "Actions are those of the closed list.",
    "E116": "Braces have partners.",
    "E117": "Placeholders are those of the closed list.",
    "E118": "No text echoes a critical field; answers are shown only for review.",
    "E119": "A text fits a message once translated.",
    "E120": "Targets exist.",
    "E121": "Each step can be reached.",
    "E122": "From each step an end can be reached.",
    "E123": "No loop without a step that waits.",
    "E124": "Each branch and each choice can happen.",
    "E125": "At most eight steps in a row pass without a wait.",
    "E126": "After what cannot be undone there is no way back.",
    "E127": "A step keeps its field and kind from release to release.",
    "E130": "Nothing critical is asked before the person was asked for agreement.",
    "E131": "What is critical can be left unsaid.",
    "E132": "Nothing goes to people without the agreement for it.",
    "E136": "From danger a human is at most three screens away.",
    "E137": "Labels fit a phone, at most eight answers.",
    "E138": "A button's data fits 64 bytes.",
    "E139": "No two answers of a question read the same.",
    "E140": "Each choice says what it means.",
    "E141": "A question never stands without an answer to give.",
    "E142": "No id stands twice in a question.",
    "E144": "Consents are for purposes of the closed list.",
    "W135": "Nothing is asked that nobody uses.",
    "W201": "Each field that a chat may ask is asked somewhere.",
    "W202": "A condition reads only what some step gives.",
    "W203": "From consent to sent, the commonest way has at most fourteen questions.",
    "W204": "No two branches in a row lead to the same step.",
    "W205": "No field is asked twice on one way through a flow.",
    "W301": "Each phrase is translated.",
    "E302": "A translation keeps the placeholders.",
    "E303": "A translation fits a message.",
    "W304": "No direction marks in a text; the program sets them.",
    "E305": "No two answers of a question read the same in any language.",
    "E306": "Danger, consent and deleting are translated.",
    "W307": "Digits and addresses are those of the source.",
    "W308": "No translations of phrases that are gone.",
    "E401": "Nobody stands where a withdrawn release leads nowhere.",
    "W402": "People stand on steps that change.",
    "E403": "Whoever an action calls on exists.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which rule, where, and what to write instead."""

    code: str
    severity: str  # "error" blocks, "warning" is acknowledged with a note
    flow: str
    step: str
    part: str
    language: str | None
    line: int
    message: str
    hint: str

    def __str__(self) -> str:
        where = "/".join(part for part in (self.flow, self.step, self.part) if part)
        tongue = f" [{self.language}]" if self.language else ""
        return f"{self.flow}.yaml, line {self.line}: {self.code} {where}{tongue}: {self.message} {self.hint}".rstrip()


def severity(code: str) -> str:
    """`warning` for W rules, else `error`."""
    return "warning" if code.startswith("W") else "error"


def from_fault(fault: FlowFault) -> Finding:
    """A fault of loading, as a finding among others."""
    name = fault.file.removesuffix(".yaml")
    return Finding(fault.code, severity(fault.code), name, "", "", None, fault.line, fault.message, fault.hint)


@dataclass
class Findings:
    """Where the rules put what they find; sorted by the order of the steps."""

    release: Release
    found: list[Finding] = field(default_factory=list)

    def about(
        self, code: str, step: Step, part: str, message: str, hint: str = "", language: str | None = None, line: int = 0
    ) -> None:
        """A finding at one step, on the line of the answer or branch that it is about."""
        flow, _, name = step.id.partition(".")
        line = line or _line(step, part)
        self.found.append(
            Finding(code, severity(code), flow, name, part, language, line, message, hint)
        )  # fmt: skip

    def overall(self, code: str, part: str, message: str, hint: str = "", language: str | None = None) -> None:
        """A finding of the release as a whole; it stands in the file of the targets."""
        home = self.release.globals.get("menu", "menu.").partition(".")[0]
        self.found.append(Finding(code, severity(code), home, "", part, language, 1, message, hint))

    def sorted(self) -> Iterator[Finding]:
        """In the order of the files and steps, errors of one step before its warnings."""
        order = {name: number for number, name in enumerate(self.release.steps)}
        return iter(sorted(self.found, key=lambda one: (order.get(f"{one.flow}.{one.step}", -1), one.code, one.part)))


def _line(step: Step, part: str) -> int:
    """Where a part of a step stands in its file, as far as that was kept."""
    kind, _, name = part.partition("/")
    name = name.partition("/")[0]
    choices = step.ask.choices if step.ask else ()
    if kind == "choice":
        found = [choice.line for choice in choices if choice.id == name]
    elif kind == "next" and name.isdigit():
        found = [branch.line for branch in step.next[int(name) - 1 : int(name)]]
    else:
        found = []
    return next((line for line in found if line), step.line)
