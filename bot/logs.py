"""The log: constant words and counted things, one JSON line each; never a text, a token, a name or an id of a person.

Only here is logging set up. What may be said is a list, and all else is dropped: our own lines keep the fields of
`ALLOWED` in a plain form; an exception is reduced to its type and place, for its message may quote a row or an address;
a line of another library loses its message altogether and keeps who, how loud and where. It does not know what any line
is about.
"""

from __future__ import annotations

import contextlib
import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO, cast

import structlog

ALLOWED: Final = frozenset({
    "event", "level", "at", "area",  # what every line has
    "bot", "kind", "lane_kind", "state", "status", "reason", "method", "part", "table", "channel", "purpose", "word",
    "count", "waiting", "tries", "seconds", "ms", "bytes", "limit", "version", "priority", "urgency", "port", "pid",
    "error", "place", "setting", "check", "revision", "fence", "leader", "language", "flow", "step", "release", "rule",
    "mechanism", "task", "at_work", "age",
})  # fmt: skip
"""Fields that a line may hold. Each is a code, a constant or a count; adding one is a decision, not a convenience."""

# Libraries whose lines hold the token in an address, or whole updates. Silent below an error, and then without words.
SILENCED: Final = (
    "telegram", "httpx", "httpcore", "aiohttp", "aiohttp.access", "aiohttp.client", "aiohttp.server", "transitions",
    "asyncio", "sqlalchemy", "sqlalchemy.engine", "alembic", "uvicorn", "uvicorn.access", "uvicorn.error", "starlette",
    "python_socks", "multipart",
)  # fmt: skip

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.,:/ ()<>=+%-]{0,80}")
# Six digits in a row are the beginning of somebody's number; a colon after them, of a token.
_NUMBERS: Final = re.compile(r"\d{6,}")
_EVENT: Final = re.compile(r"[a-z][a-z0-9_. -]{0,59}")
_LARGEST: Final = 10**9  # ids of people are larger, counts are not
_HERE: Final = Path(__file__).resolve().parent.parent
DROPPED: Final = "-"


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up the log of this process, and silence all other libraries; a second call replaces the first."""
    _write_to(stream or sys.stderr, level)
    root = logging.getLogger()
    root.handlers[:] = [_Foreign()]
    root.setLevel(logging.WARNING)
    for name in SILENCED:
        silenced = logging.getLogger(name)
        silenced.handlers.clear()
        silenced.propagate = True
        silenced.setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    # The standard library would otherwise print what went wrong inside a handler, message and all.
    logging.raiseExceptions = False
    sys.excepthook = last_words


def everywhere() -> None:
    """Reduce also what breaks in a thread or in a dying object: Python prints those itself, with all they hold.

    For the entry of a process only: whoever tests wants to see them.
    """
    threading.excepthook = _thread_ended
    sys.unraisablehook = _object_broken


def _write_to(stream: TextIO, level: str) -> None:
    structlog.configure(
        processors=[_stamp, _reduce_exception, allow, structlog.processors.JSONRenderer(sort_keys=False)],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Harmless(stream))),
        cache_logger_on_first_use=False,
    )


class _Harmless:
    """Where lines go; one that cannot be written, on a full disk say, is lost and stops nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or do without."""
        with contextlib.suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        """Flush, or do without."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()


def get_log(name: str) -> structlog.typing.FilteringBoundLogger:
    """The log of a module: `log.info("screen.sent", count=3)`. An event is a constant of ours in lower case."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(area=name))


def allow(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep what may be said. A field that is not on the list is dropped; a value that is not plain becomes `-`."""
    kept = {name: _plain(value) for name, value in line.items() if name in ALLOWED and name not in ("event", "at")}
    event = line.get("event")
    said = event if isinstance(event, str) and _EVENT.fullmatch(event) and not _NUMBERS.search(event) else "unnamed"
    return {"at": line.get("at", DROPPED), "event": said, **kept}


def reduced(fault: BaseException) -> dict[str, str]:
    """An exception as the log may show it: its type, and the place in our code where it came through."""
    return {"error": type(fault).__name__, "place": _place(fault.__traceback__)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGEST else DROPPED
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _NUMBERS.search(value):
        return value
    return DROPPED


def _stamp(_logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    line["level"] = method
    return line


def _reduce_exception(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = line.pop("exc_info", None)
    fault = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(fault, BaseException):
        line.update(reduced(fault))
    return line


def _place(traceback: TracebackType | None) -> str:
    """The deepest line of our own code, else the deepest of all: file and number, nothing of what it held."""
    ours = last = "-"
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        last = f"{path.name}:{traceback.tb_lineno}"
        if path.is_relative_to(_HERE) and ".venv" not in path.parts:
            ours = f"{path.relative_to(_HERE)}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return last if ours == "-" else ours


class _Foreign(logging.Handler):
    """Takes the lines of other libraries, and says only that there was one."""

    def __init__(self) -> None:
        super().__init__()
        self._log = get_log("other")

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line without the message, which may hold anything."""
        fault = record.exc_info[1] if record.exc_info else None
        said = reduced(fault) if fault is not None else {"place": f"{record.module}:{record.lineno}"}
        speak = self._log.error if record.levelno >= logging.ERROR else self._log.warning
        speak("library.spoke", part=record.name, **said)


def last_words(kind: type[BaseException], fault: BaseException, traceback: TracebackType | None) -> None:
    """Say what ended the process: its type and place."""
    if issubclass(kind, KeyboardInterrupt):
        return
    get_log("process").error("process.ended", error=kind.__name__, place=_place(traceback))


def _thread_ended(args: threading.ExceptHookArgs) -> None:
    if not issubclass(args.exc_type, SystemExit):
        get_log("process").error("thread.ended", error=args.exc_type.__name__, place=_place(args.exc_traceback))


def _object_broken(args: sys.UnraisableHookArgs) -> None:
    get_log("process").error("object.broken", error=args.exc_type.__name__, place=_place(args.exc_traceback))


# A line written before `configure` was called goes by the same rules.
_write_to(sys.stderr, "WARNING")
