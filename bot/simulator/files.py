"""The files of this world: bytes that come back the same, by file id and by path.

A large file of a person may exist by size alone, so that a test of 60 MB costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.simulator.errors import bad_request
from bot.simulator.limits import DOWNLOAD_LIMIT

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """One stored file; `content` is None where only the size is made up."""

    id: str
    unique_id: str
    name: str
    mime: str
    size: int
    content: bytes | None
    path: str

    def chunks(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        content = self.content
        for start in range(0, self.size, _CHUNK):
            length = min(_CHUNK, self.size - start)
            yield bytes(length) if content is None else content[start : start + length]


class Files:
    """All files, found by id or by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def store(self, folder: str, name: str, mime: str, content: bytes | None, size: int | None = None) -> File:
        """Keep a file and give it its ids; as with Telegram, the path does not tell the name."""
        number = len(self._by_id) + 1
        length = len(content) if content is not None else size or 0
        mark = hashlib.sha256(content if content is not None else f"{number}".encode()).hexdigest()[:15]
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        made = File(
            id=f"BQACAgIAAxk{number:08d}{mark}",
            unique_id=f"AgAD{mark}",
            name=name,
            mime=mime,
            size=length,
            content=content,
            path=f"{folder}/file_{number}.{suffix}",
        )
        self._by_id[made.id] = self._by_path[made.path] = made
        return made

    def by_id(self, file_id: str) -> File:
        """The file of an id, or Telegram's refusal."""
        if file_id not in self._by_id:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def to_download(self, file_id: str) -> File:
        """The file of an id if it is small enough for getFile (20 MB)."""
        found = self.by_id(file_id)
        if found.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return found

    def by_path(self, path: str) -> File | None:
        """The file behind a download link."""
        return self._by_path.get(path)
