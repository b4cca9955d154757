"""Settings are read in one place, refused where unsafe, and described where people look."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import SettingsRefused, load, settings_markdown, settings_table

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"
OTHER = "987654321:AAFakeTokenForOfficers_456789abcdefg"
SECRET = "k3Jq8_vN2wZr7TxB5mLpQ9sD"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from outside a test."""
    for name in [name for name in os.environ if name.startswith("AMPARO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(**given: Any) -> str:
    """The words of the refusal of these settings."""
    with pytest.raises(SettingsRefused) as caught:
        load(**given)
    return str(caught.value)


def test_nothing_set_is_safe() -> None:
    """The defaults alone are accepted, and poll Telegram with a database and keys of their own."""
    settings = load()
    assert settings.bot_token is None
    assert not settings.webhook
    assert settings.organisation.languages == ("en", "es", "ar")


def test_the_environment_goes_before_files_and_both_before_toml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source is read, nested ones too, and the nearer one wins."""
    (tmp_path / "amparo.toml").write_text(
        'log_level = "ERROR"\nproxy = "http://a:1"\n[ladder]\nt0_every = 90\n'
        '[organisation]\nname = "Casa"\nlanguages = ["es"]\n'
    )
    secret = tmp_path / "token"
    secret.write_text(TOKEN + "\n")
    secret.chmod(0o600)
    monkeypatch.setenv("AMPARO_BOT_TOKEN_FILE", str(secret))
    monkeypatch.setenv("AMPARO_MAIL__PASSWORD_FILE", str(secret))
    monkeypatch.setenv("AMPARO_LOG_LEVEL", "WARNING")
    monkeypatch.setenv("AMPARO_LADDER__T1_EVERY", "600")
    settings = load()
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.mail.password.get_secret_value() == TOKEN
    assert settings.log_level == "WARNING"
    assert (settings.ladder.t0_every, settings.ladder.t1_every) == (90, 600)
    assert (settings.organisation.name, settings.organisation.languages) == ("Casa", ("es",))


def test_the_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AMPARO_CONFIG names another file, and one that is not there is refused."""
    (tmp_path / "other.toml").write_text('log_level = "ERROR"\n')
    monkeypatch.setenv("AMPARO_CONFIG", str(tmp_path / "other.toml"))
    assert load().log_level == "ERROR"
    monkeypatch.setenv("AMPARO_CONFIG", str(tmp_path / "none.toml"))
    assert "AMPARO_CONFIG: there is no such file" in refusal()


def test_the_value_is_frozen() -> None:
    """Nobody changes a setting after the start, nested ones neither."""
    settings = load()
    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.ladder.t0_every = 60


UNSAFE: list[tuple[dict[str, Any], str]] = [
    ({"telegram_api": "http://telegram.example"}, "AMPARO_TELEGRAM_API: the token would travel readably"),
    ({"telegram_api": "ftp://127.0.0.1"}, "AMPARO_TELEGRAM_API"),
    ({"bot_token": "hello"}, "AMPARO_BOT_TOKEN: it does not look like a bot token"),
    ({"bot_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}, "printed in Telegram's documentation"),
    ({"bot_token": TOKEN, "officer_bot_token": TOKEN}, "AMPARO_OFFICER_BOT_TOKEN: it equals"),
    ({"public_url": "https://bot.example.org"}, "AMPARO_WEBHOOK_SECRET: anybody could send forged updates"),
    ({"public_url": "http://bot.example.org", "webhook_secret": SECRET}, "AMPARO_PUBLIC_URL: what people send"),
    ({"public_url": "https://u:p@bot.example.org", "webhook_secret": SECRET}, "AMPARO_PUBLIC_URL: it is not a plain"),
    ({"webhook_secret": "short"}, "AMPARO_WEBHOOK_SECRET: it must be 24 to 256"),
    ({"webhook_secret": "with spaces and more letters"}, "AMPARO_WEBHOOK_SECRET: it must be 24 to 256"),
    ({"webhook_secret": "a" * 32}, "AMPARO_WEBHOOK_SECRET: it is a default or easy"),
    ({"webhook_secret": "please_change-me_before_production"}, "AMPARO_WEBHOOK_SECRET: it is a default or easy"),
    (
        {"webhook_secret": TOKEN.partition(":")[2], "bot_token": TOKEN},
        "AMPARO_WEBHOOK_SECRET: it equals another secret",
    ),
    ({"page_origin": "https://page.example.org/path"}, "AMPARO_PAGE_ORIGIN: an origin has no path"),
    ({"private_bind": "0.0.0.0:8081"}, "AMPARO_PRIVATE_BIND: the console and the metrics would stand open"),
    ({"private_bind": "127.0.0.1"}, "AMPARO_PRIVATE_BIND: it is not host:port"),
    ({"private_bind": "127.0.0.1:8080"}, "AMPARO_PRIVATE_BIND: it equals the public one"),
    ({"database_url": "mysql://x/y"}, "AMPARO_DATABASE_URL: only SQLite and PostgreSQL"),
    ({"database_url": "sqlite://"}, "AMPARO_DATABASE_URL: a database in memory"),
    ({"database_url": "sqlite:///data/k.db", "keystore": "data/k.db"}, "AMPARO_KEYSTORE: it is the database itself"),
    ({"keystore": "data/server-keys.json"}, "AMPARO_KEYSTORE: it is the file of the server's keys"),
    ({"proxy": "tor"}, "AMPARO_PROXY: it is not a proxy's address"),
    ({"organisation": {"timezone": "Mars/Base"}}, "AMPARO_ORGANISATION__TIMEZONE"),
    ({"organisation": {"languages": []}}, "AMPARO_ORGANISATION__LANGUAGES"),
    ({"organisation": {"country": "Colombia"}}, "AMPARO_ORGANISATION__COUNTRY"),
    ({"mail": {"host": "mail.example.org"}}, "AMPARO_MAIL__SENDER"),
    ({"retention": {"alert_hours": 500}}, "AMPARO_RETENTION__ALERT_HOURS"),
    ({"ladder": {"t0_every": 7200}}, "AMPARO_LADDER__T0_EVERY"),
    ({"ladder": {"t9": 1}}, "ladder.t9: there is no such setting"),
]


@pytest.mark.parametrize(("given", "words"), UNSAFE)
def test_each_unsafe_setting_is_refused_with_its_fix(given: dict[str, Any], words: str) -> None:
    """The refusal names the setting, says what is wrong and what to do, and quotes no secret."""
    said = refusal(**given)
    assert words in said
    for secret in (TOKEN, SECRET, "please_change-me", "with spaces", "a" * 32):
        assert secret not in said
    assert re.search(r"\. (Use|Write|Make|Give|Copy|Bind|Name|Set|See|Remove)", said)


SAFE: list[dict[str, Any]] = [
    {"telegram_api": "http://127.0.0.1:9000", "bot_token": "1:demo"},
    {"public_url": "https://bot.example.org", "webhook_secret": SECRET},
    {"public_url": "http://abcdefghij.onion", "webhook_secret": SECRET},
    {"proxy": "socks5h://127.0.0.1:9050"},
    {"bot_token": TOKEN, "officer_bot_token": OTHER},
    {"private_bind": "[::1]:8081"},
]


@pytest.mark.parametrize("given", SAFE)
def test_what_is_safe_passes(given: dict[str, Any]) -> None:
    """The same rules let good settings through."""
    load(**given)


def test_all_problems_are_told_at_once() -> None:
    """Two faults are two lines, so nobody starts the bot three times to learn of three."""
    said = refusal(telegram_api="http://x", private_bind="0.0.0.0:1")
    assert len(said.splitlines()) == 2


def test_running_needs_a_token_and_outside_single_two() -> None:
    """Commands run without a token; the bot does not."""
    with pytest.raises(SettingsRefused, match="AMPARO_BOT_TOKEN: the bot has no token"):
        load().check_run(single=True)
    one = load(bot_token=TOKEN)
    one.check_run(single=True)
    with pytest.raises(SettingsRefused, match="AMPARO_OFFICER_BOT_TOKEN"):
        one.check_run(single=False)
    load(bot_token=TOKEN, officer_bot_token=OTHER).check_run(single=False)


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o620, 0o666])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    """A secret file, the server's keys and a configuration file with a token must be the owner's alone."""
    secret = tmp_path / "token"
    secret.write_text(TOKEN)
    secret.chmod(mode)
    monkeypatch.setenv("AMPARO_BOT_TOKEN_FILE", str(secret))
    assert f"chmod 600 {secret}" in refusal()
    monkeypatch.delenv("AMPARO_BOT_TOKEN_FILE")
    with pytest.raises(SettingsRefused, match="AMPARO_SERVER_KEY_FILE: the keys can be read"):
        load(bot_token=TOKEN, server_key_file=secret).check_run(single=True)
    config = tmp_path / "amparo.toml"
    config.write_text(f'bot_token = "{TOKEN}"\n')
    config.chmod(mode)
    with pytest.raises(SettingsRefused, match=r"holds a secret and can be read by others\. Run: chmod 600"):
        load().check_run(single=True)
    config.chmod(0o640)
    load().check_run(single=True)


def test_a_secret_file_that_is_missing_or_doubled_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong path and two sources for one secret are mistakes, not silence."""
    monkeypatch.setenv("AMPARO_BOT_TOKEN_FILE", str(tmp_path / "none"))
    assert "AMPARO_BOT_TOKEN_FILE: the file cannot be read" in refusal()
    monkeypatch.setenv("AMPARO_BOT_TOKEN", TOKEN)
    assert "are both set" in refusal()


@pytest.mark.parametrize("text", ["log_level = ", "colour = 1\n", "[ladder]\nt0 = 1\n"])
def test_a_broken_or_misspelt_file_is_refused(tmp_path: Path, text: str) -> None:
    """Neither broken TOML nor an unknown name is overlooked."""
    (tmp_path / "amparo.toml").write_text(text)
    assert refusal()


def test_no_repr_shows_a_secret() -> None:
    """Printing the settings shows no token, secret or password."""
    settings = load(bot_token=TOKEN, webhook_secret=SECRET, database_url="postgresql://u:hunter2@h/d")
    for secret in (TOKEN, SECRET, "hunter2"):
        assert secret not in repr(settings) + str(settings) + repr(settings.model_dump())


def test_every_setting_is_described_once() -> None:
    """The table has each setting of the contract, each with words."""
    rows = settings_table()
    names = [row.name for row in rows]
    assert len(names) == len(set(names))
    assert all(row.description for row in rows)
    contract = (
        "CONFIG BOT_TOKEN OFFICER_BOT_TOKEN TELEGRAM_API DATABASE_URL KEYSTORE SERVER_KEY_FILE PUBLIC_URL PAGE_ORIGIN "
        "PUBLIC_BIND PRIVATE_BIND WEBHOOK_SECRET PROXY LOG_LEVEL"
    )
    assert {f"AMPARO_{name}" for name in contract.split()} <= set(names)
    assert settings_markdown().count("\n") == len(rows) + 2


def test_nothing_else_reads_the_environment() -> None:
    """Only the settings package names os.environ or os.getenv."""
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "flows").rglob("*.py"), *(ROOT / "referrals").rglob("*.py")]:
        if path.is_relative_to(ROOT / "bot" / "settings"):
            continue
        assert not re.search(r"os\.(environ|getenv)|from os import .*(environ|getenv)", path.read_text()), path


@pytest.mark.parametrize(("name", "value", "words"), [
    ("AMPARO_PUBLIC_ULR", "https://a.example.org", "AMPARO_PUBLIC_ULR: there is no such setting."),
    ("AMPARO_RETENTION__SWEEP_HOUR", "4", "AMPARO_RETENTION__SWEEP_HOUR: there is no such setting."),
    ("AMPARO_PUBLIC_URL_FILE", "x", "AMPARO_PUBLIC_URL_FILE: there is no such setting."),
    ("AMPARO_ORGANISATION__LANGUAGES", "en", "AMPARO_ORGANISATION: its value cannot be read. A list is written like"),
])  # fmt: skip
def test_a_misspelt_variable_is_refused(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter wrong in a name must not leave the default in force unnoticed."""
    monkeypatch.setenv(name, value)
    assert words in refusal()


def test_a_group_can_be_given_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that holds a whole group as JSON is a setting too."""
    monkeypatch.setenv("AMPARO_ORGANISATION", '{"name": "Casa"}')
    assert load().organisation.name == "Casa"


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    """The line is told, and nothing of what stands there."""
    (tmp_path / "amparo.toml").write_text('[organisation]\nname = "Casa\n')
    assert refusal().startswith("amparo.toml, line 2: it cannot be read as TOML.")
    assert "Casa" not in refusal()


def test_a_machine_without_time_zones_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the operator's zone is wrong then: the system's list is missing."""
    monkeypatch.setattr("bot.settings.rules.available_timezones", set)
    assert "AMPARO_ORGANISATION__TIMEZONE: this machine has no list of time zones. Install tzdata" in refusal()
