"""What makes settings unsafe, and the fix for each: one small rule after the other.

Only judgements live here; a rule gets the settings as read and says field, what is wrong and what to do, never a value
of a secret. It reads no environment and no file.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import SecretStr

from bot.settings.fields import Fields

Fault = tuple[str, str, str]

_TOKEN: Final = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{24,256}")
_DULL: Final = re.compile(r"(.)\1{7}|change.?me|example|default|password|secret|placeholder|xxxx|1234567", re.I)
# The tokens printed in Telegram's own documentation.
_PRINTED: Final = ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11")
_MAKE_SECRET: Final = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105 - a command
_ASK_BOTFATHER: Final = "Copy the token that BotFather gave for this bot."
_HOUR: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOST: Final = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[^:\s]+):(?P<port>\d{1,5})")


def faults(s: Fields) -> Iterator[Fault]:
    """Every fault that makes these settings unsafe for any use."""
    yield from _api(s)
    yield from _tokens(s)
    yield from _public(s)
    yield from _webhook_secret(s)
    yield from _binds(s)
    yield from _files(s)
    yield from _proxy(s)
    yield from _organisation(s)
    yield from _mail(s)
    yield from _heartbeat(s)
    yield from _ladder(s)


def missing(s: Fields, *, single: bool) -> Iterator[Fault]:
    """What a running bot lacks."""
    if s.bot_token is None:
        yield "bot_token", "the bot has no token.", "Set it, or AMPARO_BOT_TOKEN_FILE, to BotFather's token."
    if s.officer_bot_token is None and not single:
        yield (
            "officer_bot_token",
            "officers are called through a bot of their own, and it has no token.",
            "Make a second bot with BotFather and set AMPARO_OFFICER_BOT_TOKEN_FILE.",
        )


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def bind_host(bind: str) -> str | None:
    """The host of `host:port`; None if it is no such thing."""
    found = _HOST.fullmatch(bind)
    return found["host"] if found is not None and int(found["port"]) <= 65535 else None


def _value(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def _api(s: Fields) -> Iterator[Fault]:
    parts = urlsplit(s.telegram_api)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not is_loopback(parts.hostname):
        yield "telegram_api", "the token would travel readably.", "Use https://, or http:// on 127.0.0.1 only."


def _tokens(s: Fields) -> Iterator[Fault]:
    real = not is_loopback(urlsplit(s.telegram_api).hostname)
    for name in ("bot_token", "officer_bot_token"):
        token = _value(getattr(s, name))
        if token in _PRINTED:
            yield name, "it is the token printed in Telegram's documentation.", _ASK_BOTFATHER
        elif token and real and not _TOKEN.fullmatch(token):
            yield name, "it does not look like a bot token.", _ASK_BOTFATHER
    if s.bot_token is not None and _value(s.bot_token) == _value(s.officer_bot_token):
        yield "officer_bot_token", "it equals the defenders' bot token.", "Make a second bot with BotFather."


def _public(s: Fields) -> Iterator[Fault]:
    for name in ("public_url", "page_origin"):
        address = getattr(s, name)
        if not address:
            continue
        parts = urlsplit(address)
        onion = (parts.hostname or "").endswith(".onion")
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            yield name, "it is not a plain address.", "Write it like https://example.org."
        elif parts.scheme != "https" and not (parts.scheme == "http" and (onion or is_loopback(parts.hostname))):
            yield name, "what people send would travel readably.", "Use https:// (http:// only for onion and loopback)."
    if urlsplit(s.page_origin).path.strip("/"):
        yield "page_origin", "an origin has no path.", "Write it like https://page.example.org."


def _webhook_secret(s: Fields) -> Iterator[Fault]:
    secret = _value(s.webhook_secret)
    if not secret:
        if s.public_url:
            yield "webhook_secret", "anybody could send forged updates.", _MAKE_SECRET
        return
    if not _SECRET.fullmatch(secret):
        yield "webhook_secret", "it must be 24 to 256 letters of A-Z a-z 0-9 _ -.", _MAKE_SECRET
    elif len(set(secret)) < 10 or _DULL.search(secret):
        yield "webhook_secret", "it is a default or easy to guess.", _MAKE_SECRET
    if any(secret in _value(token) for token in (s.bot_token, s.officer_bot_token)):
        yield "webhook_secret", "it equals another secret.", _MAKE_SECRET


def _binds(s: Fields) -> Iterator[Fault]:
    for name in ("public_bind", "private_bind"):
        host = bind_host(getattr(s, name))
        if host is None:
            yield name, "it is not host:port.", "Write it like 127.0.0.1:8081."
        elif name == "private_bind" and not is_loopback(host):
            yield name, "the console and the metrics would stand open to the network.", "Bind it to 127.0.0.1."
    if s.public_bind == s.private_bind and not s.public_bind.endswith(":0"):
        yield "private_bind", "it equals the public one.", "Give each its own port."


def _files(s: Fields) -> Iterator[Fault]:
    url = _value(s.database_url)
    backend = url.partition(":")[0].partition("+")[0]
    if backend not in ("sqlite", "postgresql"):
        yield "database_url", "only SQLite and PostgreSQL are known.", "Write sqlite:///path or postgresql+psycopg://…"
    if backend == "sqlite" and url.partition("///")[2] in ("", ":memory:"):
        yield "database_url", "a database in memory loses everything.", "Name a file: sqlite:///data/amparo.db"
    elif backend == "sqlite" and s.keystore.absolute() == s.keystore.__class__(url.partition("///")[2]).absolute():
        yield "keystore", "it is the database itself, so nothing could ever be erased.", "Give it a file of its own."
    if s.keystore.absolute() == s.server_key_file.absolute():
        yield "keystore", "it is the file of the server's keys.", "Give it a file of its own."


def _proxy(s: Fields) -> Iterator[Fault]:
    proxy = urlsplit(_value(s.proxy))
    if s.proxy is not None and (proxy.scheme not in ("http", "https", "socks5", "socks5h") or not proxy.hostname):
        yield "proxy", "it is not a proxy's address.", "Write it like socks5h://127.0.0.1:9050."


def _organisation(s: Fields) -> Iterator[Fault]:
    tongues = s.organisation.languages
    if (
        not tongues
        or any(not re.fullmatch(r"[a-z]{2,3}", tongue) for tongue in tongues)
        or len(set(tongues)) < len(tongues)
    ):
        yield "organisation__languages", "it is not a list of languages.", 'Write it like ["en", "es", "ar"].'
    zones = available_timezones()
    if not zones:  # shifts, quiet hours and the hours that a person may be written to would all be wrong
        yield (
            "organisation__timezone",
            "this machine has no list of time zones.",
            "Install tzdata (apt install tzdata).",
        )
    elif s.organisation.timezone not in zones:
        yield "organisation__timezone", "it is not a time zone.", "Write it like America/Bogota."
    if not re.fullmatch(r"([A-Z]{2})?", s.organisation.country):
        yield "organisation__country", "it is not an ISO 3166 code.", "Write two capital letters, or leave it empty."


def _mail(s: Fields) -> Iterator[Fault]:
    if s.mail.host and not re.fullmatch(r"[^@\s]+@[^@\s]+", s.mail.sender):
        yield "mail__sender", "mails need an address that they come from.", "Set it to the organisation's address."
    if s.mail.operators and not s.mail.host:
        yield "mail__host", "nobody is mailed without a server.", "Set it, or leave mail.operators empty."
    if any(not re.fullmatch(r"[^@\s]+@[^@\s]+", one) for one in s.mail.operators):
        yield "mail__operators", "one of them is no address.", 'Write them like ["name@example.org"].'


def _heartbeat(s: Fields) -> Iterator[Fault]:
    address = urlsplit(_value(s.heartbeat_url))
    onion = (address.hostname or "").endswith(".onion")
    plain = address.scheme == "http" and (onion or is_loopback(address.hostname))
    if s.heartbeat_url is not None and not (address.hostname and (address.scheme == "https" or plain)):
        yield "heartbeat_url", "the beat would travel readably.", "Use https:// (http:// only for onion and loopback)."


def _ladder(s: Fields) -> Iterator[Fault]:
    own = s.ladder
    for level, steps in (
        ("t0", (own.t0_second, own.t0_everyone, own.t0_last)),
        ("t1", (own.t1_second, own.t1_everyone, own.t1_last)),
        ("t2", (own.t2_everyone, own.t2_last)),
    ):
        if list(steps) != sorted(set(steps)):
            yield f"ladder__{level}_last", "its steps are not in order.", "Second first, then everyone, then the last."
    if any(not _HOUR.fullmatch(at) for at in own.quiet_at) or list(own.quiet_at) != sorted(set(own.quiet_at)):
        yield "ladder__quiet_at", "it is not a list of times in order.", 'Write it like ["08:00", "20:00"].'
