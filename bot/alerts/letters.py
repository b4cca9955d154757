"""Mail to operators when the bot is silent or can only show the card: constant words, over TLS, or not at all.

The standard library's client suffices: a mail a day at the most, sent in a thread. What is said tells a mail server
nothing but that something needs its reader.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final

from bot.settings import Mail

SUBJECT: Final = "Bell"
BODY: Final = "Something needs you. Look at the machine.\n"
SECONDS: Final = 20
TLS_FROM_THE_START: Final = 465


def send(mail: Mail, to: tuple[str, ...]) -> bool:
    """Send one to each of these addresses; False where the server did not take them all. It blocks."""
    if not mail.host or not to:
        return False
    try:
        with _line(mail) as line:
            if mail.username:
                line.login(mail.username, mail.password.get_secret_value())
            return all(not line.send_message(_letter(mail.sender, one)) for one in to)
    except (OSError, smtplib.SMTPException):
        return False


def _line(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.port == TLS_FROM_THE_START:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    line = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    try:
        line.starttls(context=context)  # raises where it is not offered: nothing goes readably
    except BaseException:
        line.close()
        raise
    return line


def _letter(sender: str, to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, SUBJECT
    letter.set_content(BODY)
    return letter
