"""Every setting, with its default, its bounds and the words that the README's table shows.

Only declarations live here. What is unsafe about a combination of them is said in `rules`; where values come from, in
`reading`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "AMPARO_"
FILE: Final = "amparo.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Part):
    """Who runs this bot, and for whom."""

    name: str = Field("", description="the organisation's name, as defenders know it")
    languages: tuple[str, ...] = Field(
        ("en", "es", "ar"), description="languages switched on, as ISO 639-1 codes, the first one the default"
    )
    timezone: str = Field("UTC", description="the officers' time zone, as in the IANA list")
    country: str = Field("", description="ISO 3166 code of the country where most defenders are; empty if many")
    line_number: str = Field(
        "", description="a telephone of yours that is answered day and night, shown with the numbers"
    )
    address: str = Field("", description="where to write to the organisation, shown to defenders and officers")


class Mail(_Part):
    """The mail server for alarms to operators; none while `host` is empty."""

    host: str = Field("", description="mail server; empty: no mail")
    port: int = Field(465, ge=1, le=65535, description="its port; 465 is TLS from the start, others use STARTTLS")
    username: str = Field("", description="account on the mail server")
    password: SecretStr = Field(SecretStr(""), description="its password")
    sender: str = Field("", description="address that mails come from")
    operators: tuple[str, ...] = Field((), description="addresses told when the bot is silent or in card-only mode")


class Ladder(_Part):
    """Whom an alert calls after how long, and how long a tap pauses it: seconds, but for the quiet hours."""

    t0_every: int = Field(180, ge=30, le=600, description="a T0 alert rings those on duty again after this")
    t0_second: int = Field(300, ge=60, le=1800, description="and a second officer, if unanswered for so long")
    t0_everyone: int = Field(600, ge=60, le=3600, description="and every officer")
    t0_last: int = Field(1200, ge=120, le=7200, description="and those marked to be called last")
    t0_endless: int = Field(900, ge=60, le=1800, description="from then on all of them again after this, without end")
    t0_pause: int = Field(600, ge=60, le=900, description="'I take it' pauses a T0 alert so long")
    t1_every: int = Field(1800, ge=60, le=7200, description="a T1 alert rings those on duty again after this")
    t1_second: int = Field(3600, ge=60, le=14400, description="and a second officer, if unanswered for so long")
    t1_everyone: int = Field(7200, ge=120, le=28800, description="and every officer")
    t1_last: int = Field(14400, ge=240, le=57600, description="and those marked to be called last")
    t1_endless: int = Field(3600, ge=300, le=14400, description="from then on all of them again after this")
    t1_pause: int = Field(1800, ge=60, le=7200, description="and a T1 alert so long")
    t2_everyone: int = Field(86400, ge=3600, le=259200, description="a T2 alert calls every officer, quietly")
    t2_last: int = Field(259200, ge=7200, le=604800, description="and those marked to be called last")
    t2_pause: int = Field(7200, ge=60, le=86400, description="and a T2 or T3 alert so long")
    t0_silence: int = Field(
        86400, ge=3600, le=259200, description="no sign of a T0 person for so long after an officer's words is a task"
    )
    t1_silence: int = Field(259200, ge=3600, le=1209600, description="and of a T1 person")
    quiet_at: tuple[str, ...] = Field(
        ("08:00", "12:00", "16:00", "20:00"),
        description="when the quiet bell rings, in the officers' time zone; empty: at once",
    )


class Retention(_Part):
    """How long things are kept; none can be set longer than the promise made in the chat."""

    draft_hours: int = Field(48, ge=1, le=48, description="a case not sent is destroyed after its last answer")
    draft_key_hours: int = Field(24, ge=1, le=24, description="coded answers stay readable to the bot after sending")
    alert_hours: int = Field(72, ge=1, le=72, description="an alert without a later consent, after its answer")
    sweep_hours: int = Field(20, ge=1, le=40, description="messages are deleted from defenders' chats at this age")
    summons_hours: int = Field(40, ge=1, le=47, description="summons are deleted from officers' chats at this age")
    erase_hours: int = Field(24, ge=0, le=24, description="between a deletion without the word and the end of the key")


class Fields(BaseSettings):
    """Every setting of the application; secrets show themselves only when asked."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid")

    bot_token: SecretStr | None = Field(None, description="token of the defenders' bot, from BotFather")
    officer_bot_token: SecretStr | None = Field(None, description="token of the officers' bot; never the same one")
    telegram_api: str = Field(
        "https://api.telegram.org", description="address of the Bot API; http:// only on loopback"
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/amparo.db"), description="SQLAlchemy address of the database: SQLite or PostgreSQL"
    )
    keystore: Path = Field(
        Path("data/keystore.db"), description="file of the keys that erasure destroys; never the database"
    )
    server_key_file: Path = Field(Path("data/server-keys.json"), description="the keyring file made by amparo init")
    public_url: str = Field("", description="address that Telegram and people reach; set: webhook, unset: polling")
    page_origin: str = Field("", description="origin of the sealed page, if not that of the public address")
    public_bind: str = Field("127.0.0.1:8080", description="host:port for the webhook and the page")
    private_bind: str = Field(
        "127.0.0.1:8081", description="host:port for console, editor, health and metrics; loopback"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="what Telegram sends with each update; 24 to 256 of A-Z a-z 0-9 _ -; required with a webhook"
    )
    proxy: SecretStr | None = Field(None, description="http://, socks5:// or socks5h:// proxy for both bots")
    heartbeat_url: SecretStr | None = Field(
        None, description="where a beat goes every minute: `amparo watch`, or any address that alarms at silence"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="how much is logged; never content"
    )
    organisation: Organisation = Field(default_factory=Organisation, description="who runs this bot")
    mail: Mail = Field(default_factory=Mail, description="mail server")
    ladder: Ladder = Field(default_factory=Ladder, description="how alerts ring again")
    retention: Retention = Field(default_factory=Retention, description="how long things are kept")

    @property
    def webhook(self) -> bool:
        """Whether updates come by webhook; else they are asked for."""
        return bool(self.public_url)
