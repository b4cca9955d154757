"""How urgent: a level from coded answers, with the name of the rule that gave it.

The rules are a table that a protection worker can read and an admin can edit (`triage.yaml`, part of the release);
the first rule whose condition holds decides. Conditions are structures, never expressions in text. No rule names a
place, a person or an example.

A condition is a mapping of field names, all of which must hold: a code, or a list of which one is enough; `{set: S}`,
any code of a set of the vocabulary; `{only: S}`, codes of that set and no others; `{answered: false}`. `any:` and
`all:` hold lists of conditions, `not:` holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from referrals.case import Facts
from referrals.fields import FIELDS, YES_NO
from referrals.reading import Place, read
from referrals.vocabulary import Vocabulary

LEVELS = ("T0", "T1", "T2", "T3", "TX")

Condition: TypeAlias = Callable[[Facts], bool]

_FIELDS = (
    "kind", "age_band", "groups", "threat_types", "perpetrator", "imminence", "detained", "disappeared",
    "relatives_at_risk", "digital_compromise", "cooperating_with_un", "project_finance", "outside_home_country",
    "needs", "flags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One named row of the table."""

    id: str
    level: str
    holds: Condition
    because: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in their order; the last one holds always."""

    rules: tuple[Rule, ...]


def judge(facts: Facts, table: Table) -> tuple[str, str]:
    """The level and the rule: the first row that holds."""
    for rule in table.rules:
        if rule.holds(facts):
            return rule.level, rule.id
    raise AssertionError("The last rule of a triage table holds always; the loader saw to it.")


def load_triage(text: str, vocabulary: Vocabulary, file: str = "triage.yaml") -> Table:
    """Read the table, or raise `DirectoryFault` with the line and what to write instead."""
    place = read(text, file)
    rows = list(place.table(("format", "rules"), ("rules",))["rules"].items())
    rules: list[Rule] = []
    for row in rows:
        own = row.table(("rule", "level", "when", "because"), ("rule", "level", "because"))
        name = own["rule"].text()
        if name in {rule.id for rule in rules}:
            own["rule"].refuse(f"The rule {name!r} stands here twice.", "Give each rule its own name.")
        if ("when" in own) == (row.line == rows[-1].line):
            row.refuse("Only the last rule has no `when`, and it must have none.", "Add or remove `when`.")
        holds = condition(own["when"], vocabulary) if "when" in own else _always
        rules.append(Rule(name, own["level"].code(LEVELS), holds, own["because"].text()))
    if not rules:
        place.refuse("There is no rule.", "Add at least one row without `when`.")
    return Table(tuple(rules))


def _always(facts: Facts) -> bool:
    return True


def condition(place: Place, vocabulary: Vocabulary) -> Condition:
    """A condition as this file's first lines describe it; other tables use the same."""
    parts = []
    for name, value in place.table((*_FIELDS, "any", "all", "not")).items():
        if name in ("any", "all"):
            parts.append(_joined(name, [condition(item, vocabulary) for item in value.items()]))
        elif name == "not":
            parts.append(_negated(condition(value, vocabulary)))
        else:
            parts.append(_about(name, value, vocabulary))
    if not parts:
        place.refuse("The condition is empty.", "Write at least one field, or leave `when` out in the last rule.")
    return parts[0] if len(parts) == 1 else _joined("all", parts)


def _joined(how: str, parts: Sequence[Condition]) -> Condition:
    if how == "any":
        return lambda facts: any(part(facts) for part in parts)
    return lambda facts: all(part(facts) for part in parts)


def _negated(part: Condition) -> Condition:
    return lambda facts: not part(facts)


def _about(name: str, value: Place, vocabulary: Vocabulary) -> Condition:
    """What is asked of one field; a field of one code is read as a set of one."""
    if value.node.tag.endswith(":map"):
        return _about_set(name, value, vocabulary)
    allowed = FIELDS[name].codes
    found = value.codes(allowed) if value.node.tag.endswith(":seq") else (value.code(allowed),)
    wanted = frozenset(found)
    return lambda facts: not wanted.isdisjoint(_held(facts, name))


def _about_set(name: str, value: Place, vocabulary: Vocabulary) -> Condition:
    own = value.table(("set", "only", "answered"))
    if len(own) != 1:
        value.refuse("One of `set`, `only` and `answered` is expected.", "Write for example `{set: life_or_liberty}`.")
    if "answered" in own:
        wanted = own["answered"].truth()
        return lambda facts: bool(_held(facts, name)) == wanted
    sets = vocabulary.threat_sets if name == "threat_types" else vocabulary.perpetrator_sets
    how, at = next(iter(own.items()))
    members = sets[at.code(sets)]
    if how == "set":
        return lambda facts: not members.isdisjoint(_held(facts, name))
    return lambda facts: bool(_held(facts, name)) and members.issuperset(_held(facts, name))


def _held(facts: Facts, name: str) -> frozenset[str]:
    value = getattr(facts, name)
    if isinstance(value, frozenset):
        return value
    if FIELDS[name].codes == YES_NO:
        return frozenset({"yes" if value else "no"})
    return frozenset({value}) if value else frozenset()
