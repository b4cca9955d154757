"""Strict reading of the YAML that people edit: every value knows its line, and every fault says what to write instead.

Only what the files need: mappings with known names, lists, strings, whole numbers, true and false. No anchors, tags or
repeated names, so that what a reader sees is what is meant. It does not know what the names mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

import yaml

from referrals.errors import DirectoryFault

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of one file, and where it stands."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """The line in the file, counted from one."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, message: str, hint: str) -> NoReturn:
        """Say that this value is wrong, where it stands, and what to write."""
        raise DirectoryFault(self.file, self.line, message, hint)

    def table(self, known: Collection[str] | None = None, needed: Sequence[str] = ()) -> dict[str, Place]:
        """The names under here; a name that is not `known`, given twice, or `needed` and missing is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("Names and values are expected here.", "Write `name: value`, one a line.")
        found: dict[str, Place] = {}
        for key_node, value_node in self.node.value:
            key = Place(self.file, key_node)
            name = key.text()
            if name in found:
                key.refuse(f"{name!r} stands here twice.", "Keep one of them.")
            if known is not None and name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"Did you mean {close[0]!r}?" if close else f"Write one of: {', '.join(sorted(known))}."
                key.refuse(f"{name!r} is not a known name here.", hint)
            found[name] = Place(self.file, value_node)
        for name in needed:
            if name not in found:
                self.refuse(f"{name!r} is missing.", f"Add a line `{name}: …`.")
        return found

    def items(self) -> Iterator[Place]:
        """The members of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse("A list is expected here.", "Write `[one, two]`, also for a single one.")
        return (Place(self.file, node) for node in self.node.value)

    def text(self) -> str:
        """A string that is not empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.tag.endswith((":str", ":timestamp")):
            self.refuse("Text is expected here.", "Put it in quotes if it looks like a number or like yes and no.")
        if not self.node.value.strip():
            self.refuse("Nothing stands here.", "Write the text, or leave the whole line out.")
        return str(self.node.value)

    def code(self, allowed: Collection[str]) -> str:
        """One code of a closed list."""
        code = self.text()
        if code not in allowed:
            self.refuse(f"{code!r} is not a code here.", f"Write one of: {', '.join(sorted(allowed))}.")
        return code

    def codes(self, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of codes of a closed list, none of them twice."""
        found: list[str] = []
        for item in self.items():
            code = item.code(allowed)
            if code in found:
                item.refuse(f"{code!r} stands here twice.", "Keep one of them.")
            found.append(code)
        return tuple(found)

    def truth(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.value not in ("true", "false"):
            self.refuse("true or false is expected here.", "Write `true` or `false`.")
        return bool(self.node.value == "true")

    def number(self, most: int) -> int:
        """A whole number from 0 to `most`."""
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else ""
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and int(value) <= most):
            self.refuse("A whole number is expected here.", f"Write a number from 0 to {most}.")
        return int(value)


def read(text: str, file: str) -> Place:
    """The whole of one file; `file` is only for messages."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            aliased = "&" in text and any(
                isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)
            )
        finally:
            loader.dispose()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = int(mark.line) + 1 if mark else 1
        raise DirectoryFault(
            file, line, "This is not YAML that can be read.", "Compare the indentation with the line above."
        ) from None
    if node is None:
        raise DirectoryFault(file, 1, "The file is empty.", "Start it with `format: 1`.")
    place = Place(file, node)
    if aliased:
        place.refuse("An alias (*name) is used.", "Write the value out where it is meant.")
    if place.table().get("format") is None or place.table()["format"].node.value != "1":
        place.refuse("The format is not said.", "Start the file with `format: 1`.")
    return place
