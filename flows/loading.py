"""Text of flow files in, `Flow` or `Release` out, or a fault with its line (`bot` reads the disk).

Only here: which keys a file may hold and of what type. Whether the flow is any good is for `flows.inspection`; this
file refuses only what cannot be built. Every message says what to write instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from flows.conditions import BadCondition, Condition, condition
from flows.definition import (
    BACK,
    ENDS,
    KINDS,
    NAVIGATION,
    Branch,
    Choice,
    Consent,
    Flow,
    Meaning,
    Question,
    Release,
    Step,
    Wording,
)
from flows.errors import FlowFault
from flows.strict import Node, parse
from flows.text import NAME, Text

LISTED = 30
"""Names that a hint lists; of more it shows a few."""
FORMAT = 1
Fields = Mapping[str, Mapping[str, Any]]

_FILE = ("format", "flow", "source_language", "steps", "global", "words")
_STEP = (
    "ask", "kind", "text", "instead", "note", "choices", "skip", "back", "next", "to", "end", "do", "checkpoint",
)  # fmt: skip
_CHOICE = ("id", "label", "means", "when", "to", "do", "consent")
_NAME_HINT = "Use a-z, 0-9 and _, beginning with a letter."
_DEFAULT_KINDS = {
    "codes": "multi", "country": "country", "number": "number", "text": "text", "word": "word", "offer": "offers",
}  # fmt: skip


def load_flow(text: str, name: str, fields: Fields) -> Flow:
    """Read the flow file `name` (without `.yaml`)."""
    return _File(text, name, fields).flow()


def load_release(texts: Mapping[str, str], fields: Fields) -> Release:
    """Read all flow files of one release; the release-wide targets and words stand in one of them."""
    files = [_File(text, name, fields) for name, text in sorted(texts.items())]
    flows = tuple(file.flow() for file in files)
    targets: dict[str, str] = {}
    words: dict[str, Text] = {}
    for file in files:
        targets |= file.globals()
        words |= file.words()
    return Release(flows, targets, words)


class _File:
    """One file being read; it only knows where it is, so that every fault can say so."""

    def __init__(self, text: str, name: str, fields: Fields) -> None:
        self.name, self.fields = name, fields
        self.file = f"{name}.yaml"
        self.root = parse(text, self.file)
        self.top = self.mapping(self.root, "the file", _FILE)

    # -- small readers: a node and what it must be

    def refuse(self, node: Node, code: str, message: str, hint: str = "") -> NoReturn:
        raise FlowFault(self.file, node.line, code, message, hint)

    def mapping(self, node: Node, what: str, keys: tuple[str, ...] | None = None) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.refuse(node, "L005", f"Here {what} must be a mapping.", "Write `name: value` lines.")
        for key, value in node.value.items():
            if keys is not None and key not in keys:
                self.refuse(value, "L004", f"{what} has no key `{key}`.", nearest(key, keys))
        return node.value

    def items(self, node: Node, what: str) -> list[Node]:
        if not isinstance(node.value, list):
            self.refuse(node, "L005", f"`{what}` must be a list.", "Put each item on its own line after `- `.")
        return node.value

    def word(self, node: Node, what: str) -> str:
        if not isinstance(node.value, str):
            self.refuse(node, "L005", f"`{what}` must be words.", "Put it in quotes.")
        return node.value

    def flag(self, node: Node, what: str) -> bool:
        if not isinstance(node.value, bool):
            self.refuse(node, "L005", f"`{what}` must be true or false.", "Write true or false, without quotes.")
        return node.value

    def need(self, parts: Mapping[str, Node], key: str, node: Node, what: str) -> Node:
        if key not in parts:
            self.refuse(node, "L008", f"{what} lacks `{key}`.", f"Add `{key}: …`.")
        return parts[key]

    def optional(self, parts: Mapping[str, Node], key: str) -> str | None:
        return self.word(parts[key], key) if key in parts else None

    def when(self, node: Node | None) -> Condition | None:
        if node is None:
            return None
        try:
            return condition(node.plain())
        except BadCondition as bad:
            self.refuse(node, "E112", str(bad), "See the seven forms of a condition.")

    def names(self, node: Node, what: str) -> tuple[str, ...]:
        return tuple(self.word(item, what) for item in self.items(node, what))

    # -- the file

    def flow(self) -> Flow:
        head = self.need(self.top, "format", self.root, "The file")
        if head.value != FORMAT:
            self.refuse(head, "L005", "This program reads format 1 only.", "Write `format: 1`.")
        named = self.need(self.top, "flow", self.root, "The file")
        if named.value != self.name:
            self.refuse(named, "E101", "The flow is not named as its file.", f"Write `flow: {self.name}`.")
        steps = self.mapping(self.need(self.top, "steps", self.root, "The file"), "`steps`")
        language = self.optional(self.top, "source_language") or "en"
        return Flow(self.name, language, tuple(self.step(name, node) for name, node in steps.items()))

    def globals(self) -> dict[str, str]:
        if "global" not in self.top:
            return {}
        found = self.mapping(self.top["global"], "`global`")
        return {name: self.target(node) for name, node in found.items()}

    def words(self) -> dict[str, Text]:
        if "words" not in self.top:
            return {}
        found = self.mapping(self.top["words"], "`words`")
        return {name: Text(f"{self.name}/words/{name}", self.word(node, name)) for name, node in found.items()}

    def target(self, node: Node) -> str:
        name = self.word(node, "to")
        return name if "." in name or name == BACK else f"{self.name}.{name}"

    def step(self, name: str, node: Node) -> Step:
        parts = self.mapping(node, f"The step `{name}`", _STEP)
        if not NAME.match(name):
            self.refuse(node, "E101", f"`{name}` is no name for a step.", _NAME_HINT)
        where = f"{self.name}/{name}"
        text = self.optional(parts, "text")
        return Step(
            id=f"{self.name}.{name}",
            text=Text(f"{where}/text", text) if text else None,
            ask=self.question(parts, where, node),
            next=tuple(self.branch(item) for item in self.items(parts["next"], "next")) if "next" in parts else (),
            to=self.target(parts["to"]) if "to" in parts else None,
            end=self.one_of(parts["end"], "end", ENDS) if "end" in parts else None,
            do=self.names(parts["do"], "do") if "do" in parts else (),
            back=self.flag(parts["back"], "back") if "back" in parts else True,
            checkpoint=self.flag(parts["checkpoint"], "checkpoint") if "checkpoint" in parts else False,
            note=self.optional(parts, "note") or "",
            instead=self.instead(parts, where),
            line=node.line,
        )

    def instead(self, parts: Mapping[str, Node], where: str) -> tuple[Wording, ...]:
        items = self.items(parts["instead"], "instead") if "instead" in parts else []
        return tuple(self.wording(item, f"{where}/instead/{number}") for number, item in enumerate(items, 1))

    def wording(self, node: Node, where: str) -> Wording:
        parts = self.mapping(node, "A wording of `instead`", ("when", "text"))
        when = self.when(self.need(parts, "when", node, "The wording"))
        if when is None:
            self.refuse(node, "E112", "A wording needs a condition.", "Say in `when` for whom these words are.")
        return Wording(Text(where, self.word(self.need(parts, "text", node, "The wording"), "text")), when, node.line)

    def one_of(self, node: Node, what: str, allowed: tuple[str, ...]) -> str:
        name = self.word(node, what)
        if name not in allowed:
            self.refuse(node, "L005", f"`{what}` cannot be `{name}`.", nearest(name, allowed))
        return name

    def branch(self, node: Node) -> Branch:
        parts = self.mapping(node, "A branch of `next`", ("when", "to"))
        to = self.target(self.need(parts, "to", node, "The branch"))
        return Branch(to, self.when(parts.get("when")), node.line)

    # -- questions

    def question(self, parts: Mapping[str, Node], where: str, node: Node) -> Question | None:
        """An `ask`; the choices of an end are a question that stores nothing."""
        if "ask" not in parts and "choices" not in parts:
            self.no_stray(parts, node)
            return None
        if "ask" not in parts and "end" not in parts:
            self.refuse(node, "E103", "Choices stand where nothing is asked.", "Add `ask: go`, or remove the choices.")
        field = self.optional(parts, "ask") or NAVIGATION
        kind = self.kind(parts, field)
        choices = self.items(parts["choices"], "choices") if "choices" in parts else []
        words = self.optional(parts, "skip")
        skip = Text(f"{where}/skip", words) if words else None
        return Question(field, kind, tuple(self.choice(item, where) for item in choices), skip)

    def no_stray(self, parts: Mapping[str, Node], node: Node) -> None:
        for key in ("kind", "skip"):
            if key in parts:
                self.refuse(node, "L004", f"`{key}` stands where nothing is asked.", "Add `ask: …`, or remove it.")

    def kind(self, parts: Mapping[str, Node], field: str) -> str:
        if "kind" in parts:
            return self.one_of(parts["kind"], "kind", KINDS)
        return _DEFAULT_KINDS.get(self.type_of(field), "choice")

    def type_of(self, field: str) -> str:
        return str(self.fields.get(field, {}).get("type", "code"))

    def choice(self, node: Node, where: str) -> Choice:
        parts = self.mapping(node, "A choice", _CHOICE)
        name = self.word(self.need(parts, "id", node, "The choice"), "id")
        if not NAME.match(name):
            self.refuse(node, "E101", f"`{name}` is no name for a choice.", _NAME_HINT)
        if "means" not in parts:
            self.refuse(node, "E140", f"The choice `{name}` does not say what it means.", "Add `means: {}` if nothing.")
        return Choice(
            id=name,
            label=Text(f"{where}/choice/{name}", self.word(self.need(parts, "label", node, "The choice"), "label")),
            means=self.means(parts["means"]),
            when=self.when(parts.get("when")),
            to=self.target(parts["to"]) if "to" in parts else None,
            do=self.names(parts["do"], "do") if "do" in parts else (),
            consent=self.consent(parts["consent"]) if "consent" in parts else None,
            line=node.line,
        )

    def means(self, node: Node) -> dict[str, Meaning]:
        return {field: self.meaning(field, value) for field, value in self.mapping(node, "`means`").items()}

    def meaning(self, field: str, node: Node) -> Meaning:
        if isinstance(node.value, list):
            return self.names(node, field)
        if node.value is None or (isinstance(node.value, int) and not isinstance(node.value, bool)):
            return node.value
        if self.type_of(field) == "codes":
            return (self.word(node, field),)
        return self.word(node, field)

    def consent(self, node: Node) -> Consent:
        parts = self.mapping(node, "`consent`", ("purpose", "given"))
        purpose = self.word(self.need(parts, "purpose", node, "`consent`"), "purpose")
        return Consent(purpose, self.flag(self.need(parts, "given", node, "`consent`"), "given"))


def nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """A guess at what was meant, in words; where nothing is near the whole list, or a part of a long one."""
    if close := get_close_matches(word, known, n=1):
        return f"Did you mean `{close[0]}`?"
    if len(known) <= LISTED:
        return f"Known: {', '.join(known)}."
    some = get_close_matches(word, known, n=5, cutoff=0.3) or list(known)[:5]
    return f"There are {len(known)}, such as {', '.join(some)}."
