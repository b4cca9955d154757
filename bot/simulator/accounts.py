"""The methods about the bot itself, its files, its updates and the chats it is in."""

from __future__ import annotations

import ipaddress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.calls import Call, method
from bot.simulator.errors import bad_request
from bot.simulator.limits import DESCRIPTION_LIMITS, check_secret, units
from bot.simulator.world import JSON, Webhook


@method("getMe")
def get_me(call: Call) -> JSON:
    """Who the bot is."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return call.bot.user() | abilities


@method("getUpdates")
async def get_updates(call: Call) -> list[JSON]:
    """Fetch what is pending, waiting for it if asked."""
    queue, given = call.bot.updates, call.given
    _subscribe(call)
    batch = await queue.poll(given.integer("offset"), given.integer("limit", 100), given.integer("timeout"))
    return [update.body for update in batch]


def _subscribe(call: Call) -> None:
    kinds = call.given.structure("allowed_updates")
    if isinstance(kinds, list):
        call.bot.updates.allowed = [str(kind) for kind in kinds]


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates delivered to an address; an empty one deletes the webhook."""
    given, queue = call.given, call.bot.updates
    url = given.text("url")
    if url:
        _check_address(url)
        check_secret(given.text("secret_token"))
    if given.flag("drop_pending_updates"):
        queue.clear()
    _subscribe(call)
    call.bot.webhook = Webhook(
        url=url,
        secret=given.text("secret_token"),
        connections=min(max(given.integer("max_connections", 40), 1), 100),
        address=given.text("ip_address") or None,
        certificate="certificate" in given.files,
    )
    queue.by_webhook = bool(url)
    queue.end_polls()
    return True


def _check_address(url: str) -> None:
    """HTTPS as Telegram wants it, or plain HTTP on loopback as its local server allows."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not _on_loopback(parts.hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Back to getUpdates."""
    if call.given.flag("drop_pending_updates"):
        call.bot.updates.clear()
    call.bot.webhook = Webhook()
    call.bot.updates.by_webhook = False
    call.bot.updates.end_polls()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> JSON:
    """How the webhook fares."""
    hook, queue = call.bot.webhook, call.bot.updates
    told: JSON = {
        "url": hook.url,
        "has_custom_certificate": hook.certificate,
        "pending_update_count": len(queue.alive()),
    }
    if hook.url:
        told |= {"max_connections": hook.connections, "ip_address": hook.address or "127.0.0.1"}
    if hook.error_date:
        told |= {"last_error_date": hook.error_date, "last_error_message": hook.error_message}
    return told | ({"allowed_updates": queue.allowed} if queue.allowed else {})


@method("getFile")
def get_file(call: Call) -> JSON:
    """Where a file can be downloaded, up to 20 MB."""
    file = call.world.files.to_download(call.given.text("file_id"))
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path}


def _scope(call: Call) -> str:
    scope: Any = call.given.structure("scope") or {"type": "default"}
    return ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Fill the menu of commands for a scope and a language."""
    commands = call.given.listed("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not 1 <= units(str(command.get("command", ""))) <= 32:
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call), call.given.text("language_code")] = commands
    call.world.changes.note()
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[JSON]:
    """The menu of a scope and a language."""
    return call.bot.commands.get((_scope(call), call.given.text("language_code")), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Empty a menu."""
    call.bot.commands.pop((_scope(call), call.given.text("language_code")), None)
    call.world.changes.note()
    return True


def _set_words(call: Call, which: str) -> bool:
    text = call.given.text(which)
    if units(text) > DESCRIPTION_LIMITS[which]:
        raise bad_request(f"BOT_{which.upper()}_TOO_LONG")
    call.bot.words[which, call.given.text("language_code")] = text
    call.world.changes.note()
    return True


def _get_words(call: Call, which: str) -> JSON:
    fallback = call.bot.name if which == "name" else ""
    return {which: call.bot.said(which, call.given.text("language_code")) or fallback}


for _name, _which in (("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")):
    method(f"setMy{_name}")(partial(_set_words, which=_which))
    method(f"getMy{_name}")(partial(_get_words, which=_which))


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """Choose what stands beside the field to write in."""
    call.bot.menu = call.given.structure("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> JSON:
    """What stands beside the field to write in."""
    return call.bot.menu


_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
def get_chat(call: Call) -> JSON:
    """What can be known of a chat."""
    gifts = dict.fromkeys(_GIFTS, False)
    return call.chat().describe() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat(to_write=True)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    call.world.add_message(chat, call.bot.user(), {"left_chat_member": call.bot.user()}, service=True)
    return True


@method("logOut")
@method("close")
def end(_call: Call) -> bool:
    """Accepted and without effect."""
    return True
