"""The log says what happened and never to whom, nor what was said."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"
ROOT = Path(__file__).resolve().parent.parent
WORDS = "me siguen desde ayer"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """A log into memory, undone afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, logging.raiseExceptions)
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    yield stream
    root.handlers[:], sys.excepthook, logging.raiseExceptions = before[0], before[2], before[3]
    root.setLevel(before[1])
    logging.captureWarnings(capture=False)
    logs._write_to(sys.stderr, "WARNING")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """What was written, read back."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_its_event_its_counts_and_its_place(out: io.StringIO) -> None:
    """Allowed fields arrive as they are, with a time and a level."""
    logs.get_log("out").info("screen.sent", count=3, bot="defenders", ms=1.5)
    (line,) = lines(out)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "event": "screen.sent", "level": "info", "area": "out", "count": 3, "bot": "defenders", "ms": 1.5
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"text": WORDS}, {"chat": 555000111}, {"user_id": 5}, {"token": TOKEN}, {"case": "7Q2K"}, {"lane": "ab"},
        {"reason": WORDS + "!"}, {"reason": "555000111"}, {"reason": TOKEN}, {"reason": "x" * 81},
        {"reason": "відповідь"},
        {"count": 555000111000}, {"reason": {"text": WORDS}}, {"reason": WORDS.encode()}, {"state": ["a", WORDS]},
    ],
)  # fmt: skip
def test_whatever_is_not_plain_or_not_listed_is_dropped(out: io.StringIO, fields: dict[str, Any]) -> None:
    """Unknown fields vanish, and a listed field with a value that could be content becomes a dash."""
    logs.get_log("x").warning("chat.odd", **fields)
    (line,) = lines(out)
    assert {name: value for name, value in line.items() if name in fields} in ({}, dict.fromkeys(fields, "-"))
    for secret in (WORDS, TOKEN, "555000111", "7Q2K"):
        assert secret not in out.getvalue()


@pytest.mark.parametrize("event", [WORDS + "!", TOKEN, "Hello", "a" * 61, "user 555000111", 7])
def test_an_event_that_is_not_a_constant_of_ours_has_no_name(out: io.StringIO, event: Any) -> None:
    """A sentence put where the event stands is not written."""
    logs.get_log("x").error(event)
    assert lines(out)[0]["event"] == "unnamed"


def test_an_exception_is_its_type_and_our_place(out: io.StringIO) -> None:
    """Neither the message of an exception nor that of its cause reaches the log."""
    try:
        try:
            raise OSError(WORDS)
        except OSError as cause:
            raise ValueError(f"POST https://api/bot{TOKEN}/sendMessage") from cause
    except ValueError:
        logs.get_log("x").exception("call.failed")
    (line,) = lines(out)
    assert line["error"] == "ValueError"
    assert line["place"].startswith("tests/test_logs.py:")
    assert WORDS not in out.getvalue()
    assert TOKEN not in out.getvalue()


@pytest.mark.parametrize("name", [*logs.SILENCED, "some.new.library", "httpx._client", "telegram.ext.Application"])
def test_other_libraries_say_only_that_they_spoke(out: io.StringIO, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in an address or a whole update in a library's line is never written, at any level."""
    log = logging.getLogger(name)
    monkeypatch.setattr(log, "disabled", False)  # whoever compiled a flow has silenced that library altogether
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        log.log(level, "POST https://api.telegram.org/bot%s/ %s", TOKEN, WORDS)
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError:
        log.exception("update %s", WORDS)
    log.error("bad format %d", WORDS)
    found = lines(out)
    assert found
    assert {line["event"] for line in found} == {"library.spoke"}
    assert TOKEN not in out.getvalue()
    assert WORDS not in out.getvalue()


def test_warnings_and_last_words_are_reduced_too(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning and an exception that ends the process leave their type and place only."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(WORDS, stacklevel=1)
    try:
        raise KeyError(TOKEN)
    except KeyError as fault:
        sys.excepthook(KeyError, fault, fault.__traceback__)
    assert [line["event"] for line in lines(out)] == ["library.spoke", "process.ended"]
    assert WORDS not in out.getvalue() + capsys.readouterr().err
    assert TOKEN not in out.getvalue()


def test_a_thread_and_a_dying_object_say_nothing_of_what_they_held() -> None:
    """What breaks where nobody can catch it is its type and place, on every stream."""
    code = """if True:
        import sys, threading
        from bot import logs
        logs.configure('DEBUG', sys.stdout)
        logs.everywhere()
        def breaks():
            raise ValueError('WORDS')
        class Dying:
            def __repr__(self):
                return 'WORDS'
            def __del__(self):
                raise KeyError('WORDS')
        thread = threading.Thread(target=breaks, name='WORDS')
        thread.start()
        thread.join()
        Dying()
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["event"], line["error"]) for line in said] == [
        ("thread.ended", "ValueError"), ("object.broken", "KeyError"),
    ]  # fmt: skip
    assert "WORDS" not in done.stdout + done.stderr


def test_a_command_that_breaks_says_its_type_and_place() -> None:
    """The last words of `amparo`, whatever the command: no message, no line of what was opened."""
    code = (
        "import sys; from bot import cli\n"
        "def breaks(): raise ValueError('WORDS')\n"
        "cli.app.command('breaks')(breaks); sys.argv = ['amparo', 'breaks']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert "WORDS" not in done.stdout + done.stderr
    assert "ValueError" in done.stderr


def test_the_level_is_kept(out: io.StringIO) -> None:
    """Below the level nothing is written."""
    logs.configure("WARNING", out)
    logs.get_log("x").info("screen.sent")
    assert out.getvalue() == ""


def test_a_log_made_before_the_set_up_obeys_it() -> None:
    """A line written while nothing is set up yet is already reduced, and a log made then follows the later set-up."""
    code = (
        "from bot import logs; log = logs.get_log('early'); log.error('early.fault', text='WORDS', count=2);"
        "import sys; logs.configure('INFO', sys.stdout); log.info('late.line', text='WORDS')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stderr)["count"] == 2
    assert json.loads(done.stdout)["event"] == "late.line"
    assert "WORDS" not in done.stdout + done.stderr
