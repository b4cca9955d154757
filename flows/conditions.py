"""Conditions are structures, never strings: nothing here is parsed from words, imported or called by name.

Only here: the seven forms, what they read, and whether they hold for given facts. A condition reads facts (merged
meanings) and the choice just made, nothing else; so a translation can never change the way of a talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Fact = str | int | list[str]
Facts = Mapping[str, Fact]
Json = object

OPERATORS = ("gte", "lte", "has", "answered")


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field holds one of these codes; of a field with several codes, at least one is among them."""

    field: str
    codes: tuple[str | int, ...]
    listed: bool = False

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds."""
        fact = facts.get(self.field)
        if isinstance(fact, list):
            return any(code in self.codes for code in fact)
        return fact in self.codes


@dataclass(frozen=True, slots=True)
class Compared:
    """The field compared by one operator: `gte`, `lte`, `has` or `answered`."""

    field: str
    operator: str
    value: str | int | bool

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds; a field without a fact is below and above nothing."""
        fact = facts.get(self.field)
        if self.operator == "answered":
            return (fact is not None) is bool(self.value)
        if self.operator == "has":
            return self.value in fact if isinstance(fact, list) else fact == self.value
        if not isinstance(fact, int) or not isinstance(self.value, int):
            return False
        return fact >= self.value if self.operator == "gte" else fact <= self.value


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice just made has one of these ids."""

    ids: tuple[str, ...]
    listed: bool = False

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds."""
        return chosen in self.ids


@dataclass(frozen=True, slots=True)
class All:
    """Each part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds."""
        return all(part.holds(facts, chosen) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds."""
        return any(part.holds(facts, chosen) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, facts: Facts, chosen: str) -> bool:
        """Whether it holds."""
        return not self.part.holds(facts, chosen)


Condition = OneOf | Compared | Chosen | All | AnyOf | Not


class BadCondition(ValueError):
    """The structure is no condition; the words say what to write."""


def condition(raw: Json) -> Condition:
    """Read a condition from plain lists and mappings; several fields in one mapping must all hold."""
    if not isinstance(raw, Mapping) or not raw:
        raise BadCondition("A condition is a mapping such as {field: code}.")
    if len(raw) > 1:
        return All(tuple(condition({key: value}) for key, value in raw.items()))
    (key, value), *_ = raw.items()
    reader = _FORMS.get(key)
    return reader(value) if reader else _about(str(key), value)


def _parts(value: Json) -> tuple[Condition, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise BadCondition("`all` and `any` take a list of conditions.")
    return tuple(condition(part) for part in value)


def _chosen(value: Json) -> Condition:
    ids: list[Any] = value if isinstance(value, list) else [value]
    if not ids or not all(isinstance(one, str) for one in ids):
        raise BadCondition("`chosen` takes the id of a choice, or a list of ids.")
    return Chosen(tuple(ids), listed=isinstance(value, list))


def _about(field: str, value: Json) -> Condition:
    if isinstance(value, Mapping):
        return _compared(field, value)
    codes: list[Any] = value if isinstance(value, list) else [value]
    if not codes or not all(isinstance(code, (str, int)) and not isinstance(code, bool) for code in codes):
        raise BadCondition(f"`{field}` is compared with a code or a list of codes; yes and no stand in quotes.")
    return OneOf(field, tuple(codes), listed=isinstance(value, list))


def _compared(field: str, value: Mapping[str, Json]) -> Condition:
    if len(value) != 1 or next(iter(value)) not in OPERATORS:
        raise BadCondition(f"`{field}` takes one operator out of gte, lte, has, answered.")
    (operator, operand), *_ = value.items()
    wanted: type | tuple[type, ...] = {"answered": bool, "has": str}.get(operator, int)
    if not isinstance(operand, wanted) or (wanted is int and isinstance(operand, bool)):
        raise BadCondition(f"`{operator}` takes {_OPERANDS[operator]}.")
    return Compared(field, operator, operand)  # type: ignore[arg-type]


_OPERANDS = {"answered": "true or false", "has": "one code", "gte": "a whole number", "lte": "a whole number"}
_FORMS: dict[str, Callable[[Json], Condition]] = {
    "all": lambda value: All(_parts(value)),
    "any": lambda value: AnyOf(_parts(value)),
    "not": lambda value: Not(condition(value)),
    "chosen": _chosen,
}


def to_json(of: Condition) -> dict[str, Json]:
    """The structure that `condition` reads back."""
    match of:
        case OneOf(field, codes, listed):
            return {field: list(codes) if listed else codes[0]}
        case Compared(field, operator, value):
            return {field: {operator: value}}
        case Chosen(ids, listed):
            return {"chosen": list(ids) if listed else ids[0]}
        case All(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}


def leaves(of: Condition) -> Iterator[OneOf | Compared | Chosen]:
    """The comparisons inside, without `all`, `any` and `not`."""
    match of:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield of


def reads(of: Condition) -> frozenset[str]:
    """The fields whose facts it reads."""
    return frozenset(leaf.field for leaf in leaves(of) if not isinstance(leaf, Chosen))
