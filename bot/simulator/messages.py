"""The methods that send, change and delete messages."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.simulator import errors
from bot.simulator.calls import Call, method
from bot.simulator.errors import bad_request
from bot.simulator.limits import (
    ANSWER_LIMIT,
    CALLBACK_LIFE,
    DELETE_AT_ONCE,
    DELETE_WITHIN,
    check_caption,
    check_markup,
    check_text,
    units,
)
from bot.simulator.marking import formatted
from bot.simulator.world import JSON, Chat, Message

_MEDIA = {
    "sendDocument": "document",
    "sendPhoto": "photo",
    "sendVoice": "voice",
    "sendAudio": "audio",
    "sendVideo": "video",
}
_TYPING_SECONDS = 5.0


def _send(call: Call, chat: Chat, content: JSON) -> JSON:
    given = call.given
    if markup := _markup(call):
        content["reply_markup"] = markup
    if given.flag("protect_content"):
        content["has_protected_content"] = True
    content |= _reply(call, chat)
    chat.doing = ("", 0.0)
    silent = given.flag("disable_notification")
    return _answer(call.world.add_message(chat, call.bot.user(), content, silent=silent))


def _markup(call: Call) -> JSON | None:
    """The keyboard that was sent; the text `null` is no keyboard and is refused, as on the real server."""
    markup = call.given.structure("reply_markup")
    return check_markup(markup if markup is not None or not call.given.has("reply_markup") else "null")


def _answer(message: Message) -> JSON:
    """A message as Telegram answers it: only inline keyboards are echoed."""
    markup = message.body.get("reply_markup", {"inline_keyboard": []})
    hidden = set() if "inline_keyboard" in markup else {"reply_markup"}
    return {key: value for key, value in message.body.items() if key not in hidden}


def _reply(call: Call, chat: Chat) -> JSON:
    asked = call.given.structure("reply_parameters") or {}
    number = asked.get("message_id") or call.given.integer("reply_to_message_id")
    if not number:
        return {}
    quoted = chat.messages.get(int(number))
    if quoted is not None and not quoted.gone:
        return {"reply_to_message": {key: value for key, value in quoted.body.items() if key != "reply_to_message"}}
    if asked.get("allow_sending_without_reply") or call.given.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _text(call: Call, source: str = "text", target: str = "text") -> JSON:
    given = call.given
    marks = "entities" if source == "text" else "caption_entities"
    text, entities = formatted(given.text(source), given.text("parse_mode"), given.listed(marks))
    (check_text if target == "text" else check_caption)(text)
    if not text:
        return {}
    return {target: text} | ({marks: entities} if entities else {})


@method("sendMessage")
def send_message(call: Call) -> JSON:
    """Send a text."""
    chat = call.chat(to_write=True)
    content = _text(call)
    preview = call.given.structure("link_preview_options")
    return _send(call, chat, content | ({"link_preview_options": preview} if preview else {}))


def _send_media(call: Call, kind: str) -> JSON:
    chat = call.chat(to_write=True)
    file = _file(call, kind)
    media: Any = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        media = [media | {"width": 1280, "height": 960}]
    elif kind == "document":
        media |= {"file_name": file.name, "mime_type": file.mime}
    else:
        media |= {"duration": call.given.integer("duration"), "mime_type": file.mime}
        media |= {"width": 640, "height": 480} if kind == "video" else {}
    return _send(call, chat, {kind: media} | _text(call, "caption", "caption"))


def _file(call: Call, kind: str) -> Any:
    given = call.given
    named = given.text(kind).removeprefix("attach://")
    upload = given.files.get(kind) or given.files.get(named)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return call.world.files.store(f"{kind}s", upload.name, upload.mime, upload.content)
    if not named:
        raise bad_request(f"there is no {kind} in the request")
    if named.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return call.world.files.by_id(named)


for _name, _kind in _MEDIA.items():
    method(_name)(partial(_send_media, kind=_kind))


@method("sendLocation")
def send_location(call: Call) -> JSON:
    """Send a place."""
    chat = call.chat(to_write=True)
    where = {name: float(call.given.text(name) or 0) for name in ("latitude", "longitude")}
    return _send(call, chat, {"location": where})


@method("sendContact")
def send_contact(call: Call) -> JSON:
    """Send a telephone number."""
    chat = call.chat(to_write=True)
    return _send(call, chat, {"contact": {name: call.given.text(name) for name in ("phone_number", "first_name")}})


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Show "typing" for five seconds or until the next message."""
    chat = call.chat(to_write=True)
    chat.doing = (call.given.text("action"), call.world.clock.exact() + _TYPING_SECONDS)
    call.world.changes.note()
    return True


def _change(call: Call, message: Message, content: JSON, replaced: tuple[str, ...]) -> JSON:
    """Put new content and keyboard in place; the same as before is refused."""
    markup = _markup(call)
    body = {key: value for key, value in message.body.items() if key not in (*replaced, "reply_markup", "edit_date")}
    body |= content | ({"reply_markup": markup} if markup else {})
    if body == {key: value for key, value in message.body.items() if key != "edit_date"}:
        raise bad_request(errors.NOT_MODIFIED)
    message.body = body | {"edit_date": call.world.clock.now()}
    call.world.touch(message)
    return _answer(message)


def _to_edit(call: Call) -> Message:
    message = call.message(call.chat(to_write=True), "edit")
    if not message.by_bot or message.service:
        raise bad_request("message can't be edited")
    return message


@method("editMessageText")
def edit_message_text(call: Call) -> JSON:
    """Change a text; a keyboard that is not sent again goes away."""
    message = _to_edit(call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    preview = call.given.structure("link_preview_options")
    content = _text(call) | ({"link_preview_options": preview} if preview else {})
    return _change(call, message, content, ("text", "entities", "link_preview_options"))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> JSON:
    """Change the words below a file."""
    return _change(call, _to_edit(call), _text(call, "caption", "caption"), ("caption", "caption_entities"))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> JSON:
    """Change only the keyboard."""
    return _change(call, _to_edit(call), {}, ())


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete one message for both sides."""
    chat = call.chat()
    _delete(call, call.message(chat, "delete"))
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those that are not there are passed over."""
    chat = call.chat()
    numbers = call.given.structure("message_ids")
    if not isinstance(numbers, list):
        raise bad_request("expected an Array of message identifiers")
    if len(numbers) > DELETE_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    found = [chat.messages[int(number)] for number in numbers if int(number) in chat.messages]
    for message in found:
        _check_deletable(call, message)
    for message in found:
        _delete(call, message)
    return True


def _check_deletable(call: Call, message: Message) -> None:
    if call.world.clock.exact() - message.sent >= DELETE_WITHIN:
        raise bad_request("message can't be deleted")


def _delete(call: Call, message: Message) -> None:
    _check_deletable(call, message)
    message.gone = True
    call.world.touch(message)


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """End the waiting of a pressed button; once, and within 150 seconds."""
    press = call.world.presses.get(call.given.text("callback_query_id"))
    if units(call.given.text("text")) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    late = press is None or press.bot is not call.bot or press.answer is not None
    if press is None or late or call.world.clock.exact() - press.pressed > CALLBACK_LIFE:
        raise bad_request(errors.QUERY_TOO_OLD)
    press.answer = {"text": call.given.text("text"), "alert": call.given.flag("show_alert")}
    call.world.changes.note()
    return True
