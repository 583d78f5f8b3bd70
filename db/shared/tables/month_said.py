"""What an entry of the months says, in and out of its column: JSON, in which the figures of a closing are packed.

Figures of one closing are tens of megabytes of JSON, and who asks for the state of every month does not want them: they
are unpacked when somebody looks at them.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from coding.store.store_errors import StoreCorruptError
from db.shared.tables.pagetext import whole

#: In what a closing says: the figures that it froze.
FIGURES: Final = "figures"
DAMAGED: Final = "数据文件中的月度记录已损坏：请从备份恢复数据文件。"
_LEVEL: Final = 3


def said_text(said: Mapping[str, Any]) -> str:
    """The text of the column. Raises ValueError for what is no JSON."""
    told = dict(said)
    if isinstance(told.get(FIGURES), dict):
        packed = zlib.compress(whole(_json(told[FIGURES])).encode(), _LEVEL)
        told[FIGURES] = b64encode(packed).decode("ascii")
    return whole(_json(told))


def read_said(text: str) -> Mapping[str, Any]:
    """What the column says. Raises ValueError or TypeError where it is no object."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise TypeError(text[:80])
    return WithFigures(told) if isinstance(told.get(FIGURES), str) else told


class WithFigures(Mapping[str, Any]):
    """What a closing says; its figures are unpacked when they are looked at, and then ``shown`` in part to who is not
    shown all of them. Raises StoreCorruptError then.
    """

    __slots__ = ("_shown", "_told")

    def __init__(self, told: Mapping[str, Any], shown: Callable[[Any], Any] | None = None) -> None:
        self._told = told
        self._shown = shown

    def __getitem__(self, key: str) -> Any:
        found = self._told[key]
        if key != FIGURES:
            return found
        if isinstance(found, str):
            try:
                found = json.loads(zlib.decompress(b64decode(found)))  # not kept: months that are held would hold them
            except (ValueError, zlib.error) as error:
                raise StoreCorruptError(DAMAGED) from error
        return found if self._shown is None else self._shown(found)

    def __contains__(self, key: object) -> bool:
        return key in self._told  # what a Mapping would do by itself unpacks the figures

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, allow_nan=False)
