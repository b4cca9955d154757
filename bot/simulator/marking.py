"""Formatting: `parse_mode` HTML into entities, and the entities that Telegram finds by itself.

Offsets are UTF-16 units. Markdown is not simulated and is refused with a sentence that says so.
"""

from __future__ import annotations

import html
import re
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.limits import units

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TOKEN = re.compile(r"<(/?)([a-zA-Z-]*)((?:\s[^<>]*)?)>|<|[^<]+")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""")
_FOUND = re.compile(r"(?P<url>https?://[^\s<>]+)|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32})(?![\w/])")


def formatted(text: str, parse_mode: str, entities: list[Any]) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities, as a message stores them."""
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise bad_request(f"unsupported parse_mode ({parse_mode}: this simulator knows HTML only)")
    if mode == "html":
        return _from_html(text)
    return text, list(entities) or found_entities(text)


def found_entities(text: str) -> list[dict[str, Any]]:
    """Commands and addresses, which Telegram marks without being asked."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in _FOUND.finditer(text)
    ]


def _from_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    plain = ""
    open_tags: list[tuple[str, int, dict[str, Any]]] = []
    entities: list[dict[str, Any]] = []
    for token in _TOKEN.finditer(text):
        if token[0][0] != "<":
            plain += html.unescape(token[0])
        elif token[1]:
            entities += _closed(token, open_tags, units(plain))
        else:
            open_tags.append(_opened(token, units(plain)))
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return plain, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _opened(token: re.Match[str], offset: int) -> tuple[str, int, dict[str, Any]]:
    tag = (token[2] or "").lower()
    kind = "spoiler" if tag == "span" and "tg-spoiler" in token[3] else _TAGS.get(tag)
    if kind is None:
        raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {token.start()}')
    link = _HREF.search(token[3] or "") if tag == "a" else None
    return tag, offset, {"type": kind} | ({"url": link[1]} if link else {})


def _closed(token: re.Match[str], open_tags: list[tuple[str, int, dict[str, Any]]], end: int) -> list[dict[str, Any]]:
    tag = token[2].lower()
    if not open_tags or open_tags[-1][0] != tag:
        raise bad_request(f'can\'t parse entities: Unexpected end tag "{tag}" at byte offset {token.start()}')
    _, start, entity = open_tags.pop()
    return [entity | {"offset": start, "length": end - start}] if end > start else []
