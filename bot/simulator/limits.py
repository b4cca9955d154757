"""The limits of Telegram that a bot runs into: lengths in UTF-16 units and bytes, keyboards, ages.

Each limit is a constant with its measure; each check refuses in Telegram's words.
"""

from __future__ import annotations

from typing import Any

from bot.simulator.errors import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ANSWER_LIMIT = 200
CALLBACK_DATA_BYTES = 64
BUTTONS_LIMIT = 100
DELETE_AT_ONCE = 100
DELETE_WITHIN = 48 * 3600
"""Seconds in which a bot may delete a message of a private chat."""
CALLBACK_LIFE = 150
"""Seconds for which a press can be fetched and answered."""
UPDATE_LIFE = 24 * 3600
DOWNLOAD_LIMIT = 20 * 1024 * 1024
SECRET_LIMIT = 256
DESCRIPTION_LIMITS = {"description": 512, "short_description": 120, "name": 64}

_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def units(text: str) -> int:
    """Length in UTF-16 code units, the measure of Telegram's offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str) -> None:
    """A message's text after its entities were parsed: 1 to 4096 units."""
    if not text.strip():
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")


def check_caption(caption: str) -> None:
    """A caption after its entities were parsed: up to 1024 units."""
    if units(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")


def check_markup(markup: Any) -> dict[str, Any] | None:
    """The reply markup, or a refusal; an empty inline keyboard counts as none."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    return {"inline_keyboard": [row for row in rows if row]} if buttons else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    if not any(button.get(action) not in (None, "") for action in _ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def check_secret(secret: str) -> None:
    """A webhook's secret token: up to 256 of A-Z a-z 0-9 _ -."""
    if len(secret) > SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in secret):
        raise bad_request("secret token contains unallowed characters")
