"""Checks recorded Bot API requests against a schema and models that nobody here wrote: aiogram's.

`check_requests` is for the whole suite: give it any simulator's record, and it returns one sentence for each fault.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import aiogram.methods
from pydantic import ValidationError

from bot.simulator import Recorded
from tests.simulator.fetch_schema import TARGET

Schema = Mapping[str, Mapping[str, Any]]

EXPLAINED: Mapping[str, str] = {}
"""A fault's sentence, as a regular expression, and why it is right as it is."""

_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
_COUNT = re.compile(r"list of (\d+)-(\d+)")


def schema_path() -> Path | None:
    """Where the fetched schema lies, or None."""
    return TARGET if TARGET.exists() else None


@functools.cache
def load_schema() -> Schema:
    """Methods and types by name, each with its `fields` by name."""
    content = json.loads(TARGET.read_text("utf-8"))
    listed = [entity for group in content["items"] for entity in group["children"]]
    return {
        entity["name"]: {"fields": {field["name"]: field for field in entity["annotations"]}, **entity}
        for entity in listed
    }


def check_requests(recorded: Iterable[Recorded]) -> list[str]:
    """One sentence for each fault that is not explained."""
    faults = [fault for line in recorded for fault in check_request(line)]
    return [fault for fault in faults if not any(re.search(pattern, fault) for pattern in EXPLAINED)]


def check_request(line: Recorded) -> list[str]:
    """The faults of one request: names, required parameters, lengths, nested objects, the model's own opinion."""
    schema = load_schema()
    name = next((known for known in schema if known.lower() == line.method.lower() and known[0].islower()), None)
    if name is None:
        return [f"{line.method}: no such method"]
    fields = schema[name]["fields"]
    unknown = [f"{name}: unknown parameter {key}" for key in line.params if key not in fields and key not in line.files]
    missing = [
        f"{name}: missing {key}"
        for key, field in fields.items()
        if field["required"] and key not in line.params and key not in line.files
    ]
    values = {key: typed(fields[key]["type"], value) for key, value in line.params.items() if key in fields}
    nested = [
        fault for key, value in values.items() for fault in check_value(schema, f"{name}.{key}", fields[key], value)
    ]
    return unknown + missing + nested + check_model(name, values, line.files)


def typed(kind: str, value: Any) -> Any:
    """A form's text as the value it stands for; text that is wanted stays text."""
    if not isinstance(value, str) or kind == "String" or kind.startswith("InputFile"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def check_value(schema: Schema, where: str, field: Mapping[str, Any], value: Any) -> list[str]:
    """Lengths and counts that the description states, then what lies inside."""
    return check_lengths(where, str(field["description"]), value) + check_inside(
        schema, where, str(field["type"]), value
    )


def check_lengths(where: str, description: str, value: Any) -> list[str]:
    """`N-M characters`, `N-M bytes`, `list of N-M`."""
    length, count = _LENGTH.search(description), _COUNT.search(description)
    if length and isinstance(value, str):
        units = len(value.encode()) if length[3] == "bytes" else len(value.encode("utf-16-le")) // 2
        if not int(length[1]) <= units <= int(length[2]):
            return [f"{where}: {units} {length[3]}, allowed {length[1]}-{length[2]}"]
    if count and isinstance(value, list) and not int(count[1]) <= len(value) <= int(count[2]):
        return [f"{where}: {len(value)} items, allowed {count[1]}-{count[2]}"]
    return []


def check_inside(schema: Schema, where: str, kind: str, value: Any) -> list[str]:
    """Unknown fields of nested objects, at any depth."""
    if isinstance(value, list):
        inner = kind.split(" of ", 1)[-1]
        return [fault for one in value for fault in check_inside(schema, where, inner, one)]
    if not isinstance(value, dict):
        return []
    candidates = [one for one in re.split(r" or | and |, ", kind) if one in schema and schema[one]["fields"]]
    fitting = [one for one in candidates if set(value) <= set(schema[one]["fields"])]
    if candidates and not fitting:
        return [f"{where}: {sorted(set(value) - set(schema[candidates[0]]['fields']))} unknown in {candidates[0]}"]
    return [
        fault
        for key, one in value.items()
        for kind_ in fitting[:1]
        for fault in check_value(schema, f"{where}.{key}", schema[kind_]["fields"][key], one)
    ]


def check_model(name: str, values: Mapping[str, Any], files: Mapping[str, Any]) -> list[str]:
    """What aiogram's pydantic model of the method says; an uploaded file stands in as a file id."""
    model = getattr(aiogram.methods, name[0].upper() + name[1:], None)
    if model is None:
        return [f"{name}: the models do not have it"]
    try:
        model.model_validate({**values, **dict.fromkeys(files, "uploaded")})
    except ValidationError as wrong:
        return [f"{name}: {'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in wrong.errors()]
    return []
