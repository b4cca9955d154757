"""The settings of the application: one frozen value from the environment, secret files and `amparo.toml`.

Nothing else in the program reads any of these.
"""

from bot.settings.errors import Problem, SettingsRefused
from bot.settings.fields import FILE, Fields, Ladder, Mail, Organisation, Retention
from bot.settings.files import is_open
from bot.settings.reading import Settings, config_path, key_file, load
from bot.settings.rules import bind_host
from bot.settings.table import TableRow, settings_markdown, settings_table

__all__ = [
    "FILE",
    "Fields",
    "Ladder",
    "Mail",
    "Organisation",
    "Problem",
    "Retention",
    "Settings",
    "SettingsRefused",
    "TableRow",
    "bind_host",
    "config_path",
    "is_open",
    "key_file",
    "load",
    "settings_markdown",
    "settings_table",
]
