"""Strict YAML: the text of a file in, plain nodes with their lines out.

Only here is PyYAML used, and only its stream of events: nothing is constructed, resolved or tagged by it. What two
readers could take in two ways is refused: anchors, aliases, tags, duplicate keys, `yes`/`no`/`on`/`off` without
quotes, and times like 12:30 that YAML 1.1 reads as numbers. This file does not know what a flow is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from flows.errors import FlowFault

MAX_CHARACTERS = 512_000  # a flow is read by people; more is a mistake or an attack
MAX_DEPTH = 12
MAX_NODES = 20_000

Plain = str | int | bool | None

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TWO_WAYS = re.compile(r"(?i:yes|no|on|off|y|n)\Z")
_SEXAGESIMAL = re.compile(r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?\Z")
_NUMBER = re.compile(r"(0|-?[1-9]\d{0,14})\Z")
_ODD_NUMBER = re.compile(r"[-+]?(0[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|\d[\d_]*\.\d*([eE][-+]?\d+)?|\.\d+)\Z")
_WORDS: dict[str, Plain] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file: a scalar, a list of nodes or a mapping of names to nodes, with its line."""

    value: Plain | list[Node] | dict[str, Node]
    line: int

    def plain(self) -> object:
        """The same value as ordinary Python lists, dicts and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text: str, file: str) -> Node:
    """Read one document; FlowFault with the line for whatever is not strict."""
    if len(text) > MAX_CHARACTERS:
        raise FlowFault(file, 1, "L001", f"The file has more than {MAX_CHARACTERS} characters.", "Split it.")
    return _Reader(text, file).document()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.nodes = 0
        self.events: Iterator[yaml.Event] = self._guarded(text)

    def _guarded(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as fault:
            line = fault.problem_mark.line + 1 if fault.problem_mark else 1
            raise self._fault(
                line, "L006", "This is not readable YAML from here on.", "Look for a missing quote, colon or space."
            ) from None
        except (yaml.YAMLError, ValueError):
            raise self._fault(1, "L006", "The file holds signs that YAML does not allow.", "Remove them.") from None

    def _fault(self, line: int, code: str, message: str, hint: str) -> FlowFault:
        return FlowFault(self.file, line, code, message, hint)

    def _refuse(self, line: int, code: str, message: str, hint: str) -> NoReturn:
        raise self._fault(line, code, message, hint)

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                if root is not None:
                    self._refuse(_line(event), "L006", "The file holds a second document.", "Remove `---`.")
                root = self._node(event, 1)
        if root is None:
            self._refuse(1, "L006", "The file is empty.", "Begin with `format: 1`.")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._check(event, line, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, line), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._sequence(depth), line)
        return Node(self._mapping(depth), line)

    def _check(self, event: yaml.Event, line: int, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            self._refuse(line, "L001", "The file is nested too deep or too large.", "Split it in two flows.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(line, "L002", "Anchors (&) and aliases (*) are not allowed.", "Write it out, or quote it.")
        if getattr(event, "tag", None):
            self._refuse(line, "L002", "Tags (!) are not allowed.", "Write the value without a tag, or quote it.")

    def _sequence(self, depth: int) -> list[Node]:
        found: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return found

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key.value, str):
                self._refuse(key.line, "L005", "A key must be a word.", "Write it as a name, or quote it.")
            if key.value in found:
                self._refuse(key.line, "L003", f"`{key.value}` stands here twice.", "Keep one of the two.")
            found[key.value] = self._node(next(self.events), depth + 1)
        return found

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Plain:
        words = str(event.value)
        if event.style:
            return words
        if words in _WORDS:
            return _WORDS[words]
        if _TWO_WAYS.match(words):
            self._refuse(line, "L007", f"`{words}` without quotes means true or false to YAML.", f'Write "{words}".')
        if _SEXAGESIMAL.match(words) or _ODD_NUMBER.match(words):
            self._refuse(line, "L007", f"`{words}` is read as another number by YAML.", f'Write "{words}".')
        return int(words) if _NUMBER.match(words) else words


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
