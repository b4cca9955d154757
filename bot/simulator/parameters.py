"""The four ways to send parameters to the Bot API (query, form, multipart, JSON), read into one shape.

Whole bodies stay in memory and never become temporary files. What a parameter means is not known here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.simulator.errors import Refused, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024
"""What a bot may upload in one file."""

STRUCTURES = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "media",
        "menu_button",
        "message_ids",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)
"""Parameters that hold an object or a list."""

_DISPOSITION = re.compile(rb'(\w+\*?)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """One request's parameters: strings as forms carry them, or JSON's own values."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)
    form: str = "query"

    def has(self, name: str) -> bool:
        """Whether the parameter came with a value."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """The parameter as text; empty if it did not come."""
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a whole number; what is no number counts as the default, as on the real server."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """The parameter as yes or no."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def structure(self, name: str) -> Any:
        """The parameter as JSON, or None."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def listed(self, name: str) -> list[Any]:
        """The parameter as a list, or an empty one."""
        value = self.structure(name)
        return value if isinstance(value, list) else []

    def tidy(self) -> dict[str, Any]:
        """For the record of requests: JSON text is opened where the Bot API wants an object or a list."""
        return {name: _opened(value) if name in STRUCTURES else value for name, value in self.values.items()}


def _opened(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def read_parameters(content_type: str, query: str, body: bytes) -> Parameters:
    """Parameters of one request; those in the body win over those in the query."""
    asked: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return Parameters(asked)
    if kind == "application/json":
        return Parameters(asked | _json_object(body), form="json")
    if kind == "multipart/form-data":
        values, files = _multipart(content_type, body)
        return Parameters(asked | values, files, form="multipart")
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Parameters(asked | form, form="form")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("JSON object expected")
    return {str(name): item for name, item in value.items() if item is not None}


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not found:
        raise bad_request("boundary of the multipart body is missing")
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + found[1].encode("latin-1"))
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        _take_part(head, content, values, files)
    return values, files


def _unescaped(value: bytes) -> str:
    """As Telegram reads a file's name: backslashes protect a character; percent signs stay what they are."""
    return re.sub(r"\\(.)", r"\1", value.decode("utf-8", "replace"))


def _take_part(head: bytes, content: bytes, values: dict[str, Any], files: dict[str, Upload]) -> None:
    names = {key.decode(): _unescaped(value) for key, value in _DISPOSITION.findall(head)}
    name = names.get("name", "")
    if "filename" not in names:
        values[name] = content.decode("utf-8", "replace")
        return
    if len(content) > UPLOAD_LIMIT:
        raise Refused(413)
    mime = re.search(rb"(?im)^content-type:\s*([^\s;]+)", head)
    files[name] = Upload(names["filename"], mime[1].decode() if mime else "application/octet-stream", content)
