"""The one wrapper around what a person said; it lives here so that a search for `.reveal(` finds every reader."""

from __future__ import annotations

from typing import NoReturn


class Plaintext:
    """Opened content that cannot be printed, compared, hashed, copied or stored by accident.

    `reveal()` is the only way out, and a house test lists the files that may call it. Python cannot wipe
    immutable bytes, so keep it as short as the block that needs it; no cache, log or exception takes one.
    """

    __slots__ = ("__content",)

    def __init__(self, content: bytes) -> None:
        self.__content = content

    def reveal(self) -> bytes:
        """Give the content; whoever calls this answers for where it goes."""
        return self.__content

    def __repr__(self) -> str:
        return "<plaintext>"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("plaintext has no text, equality, hash, order, length or copy; use reveal()")

    # Each of these would be a second way out, or an oracle about the content.
    __str__ = __format__ = __bytes__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __bool__ = __iter__ = __contains__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # how Python spells "not hashable"
