"""Facts as a store keeps them: whole numbers as bytes, texts as one text, so that a frame of many is made by columns.

Of ``PageFacts`` numbers and flags are eight bytes each, in the order of the class; what the page does not say is the
least number that eight bytes hold. Texts stand one after the other; attributes of several values are JSON among them.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.page_facts import PageFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FIELDS: Final = fields(PageFacts)
_TYPES: Final = {field.name: str(field.type) for field in _FIELDS}
#: Numbers and flags, texts, attributes of several values: their names, each kind in the order of the class.
NUMBERS: Final = tuple(name for name, kind in _TYPES.items() if kind.startswith(("int", "bool")))
_LISTS: Final = tuple(name for name, kind in _TYPES.items() if kind.startswith("tuple"))
TEXTS: Final = tuple(name for name in _TYPES if name not in NUMBERS)
#: What the page does not say.
NOTHING: Final = -(2**63)
#: The shape of today: facts of another one cannot be read.
SHAPE: Final = hashlib.blake2b(" ".join(f"{n}:{k}" for n, k in _TYPES.items()).encode(), digest_size=6).hexdigest()
_FORM: Final = struct.Struct(f"<{len(NUMBERS)}q")
_MOST: Final = 2**63 - 1
_BETWEEN, _NO_TEXT = "\x1f", "\x1e"
_FLAGS: Final = frozenset(name for name in NUMBERS if _TYPES[name].startswith("bool"))
_READ_NUMBERS: Final = attrgetter(*NUMBERS)
_READ_TEXTS: Final = attrgetter(*TEXTS)


def packed(facts: PageFacts) -> tuple[bytes, str]:
    """The numbers and the texts of a page's facts."""
    numbers = [NOTHING if n is None or not -_MOST <= n <= _MOST else int(n) for n in _READ_NUMBERS(facts)]
    return _FORM.pack(*numbers), _BETWEEN.join(map(_written, _READ_TEXTS(facts)))


def unpacked(numbers: bytes, texts: str) -> PageFacts:
    """The facts of a page. Raises ValueError or struct.error where they are not as ``packed`` wrote them."""
    values: dict[str, Any] = dict(zip(NUMBERS, _FORM.unpack(numbers), strict=True))
    for name, number in values.items():
        values[name] = None if number == NOTHING else bool(number) if name in _FLAGS else number
    for name, text in zip(TEXTS, texts.split(_BETWEEN), strict=True):
        values[name] = _tuple(json.loads(text)) if name in _LISTS else None if text == _NO_TEXT else text
    return PageFacts(**values)


def without(numbers: bytes, texts: str, hidden: Mapping[str, Any]) -> tuple[bytes, str]:
    """The same with other values for some attributes, as whoever sees no money is shown them."""
    values = list(_FORM.unpack(numbers))
    words = texts.split(_BETWEEN)
    for name, value in hidden.items():
        if name in NUMBERS:
            values[NUMBERS.index(name)] = NOTHING if value is None else int(value)
        else:
            words[TEXTS.index(name)] = _written(value)
    return _FORM.pack(*values), _BETWEEN.join(words)


@dataclass(frozen=True)
class FactBlock:
    """The facts of some pages, in an order: their ids, the numbers of all one after the other, the texts of each."""

    ids: tuple[int, ...]
    numbers: bytes
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def facts(self, at: int) -> PageFacts:
        """The facts of one of the pages."""
        return unpacked(self.numbers[at * _FORM.size : (at + 1) * _FORM.size], self.texts[at])

    @cached_property
    def words(self) -> Mapping[str, Sequence[Any]]:
        """Attribute → the text of each page; of several values as tuples; None where the page does not say."""
        columns = list(zip(*(text.split(_BETWEEN) for text in self.texts), strict=True)) or [()] * len(TEXTS)
        found: dict[str, Sequence[Any]] = dict(zip(TEXTS, columns, strict=True))
        for name in _LISTS:
            known = {text: _tuple(json.loads(text)) for text in set(found[name])}
            found[name] = [known[text] for text in found[name]]
        for name in TEXTS:
            if "None" in _TYPES[name]:
                found[name] = [None if text == _NO_TEXT else text for text in found[name]]
        return found


def each_of(blocks: Iterator[FactBlock]) -> Iterator[tuple[int, PageFacts]]:
    """Page and facts, one after the other."""
    for block in blocks:
        for at, page_id in enumerate(block.ids):
            yield page_id, block.facts(at)


def _written(value: Any) -> str:
    if value is None:
        return _NO_TEXT
    if isinstance(value, str):
        return value if value.isprintable() else value.replace(_BETWEEN, " ").replace(_NO_TEXT, " ")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tuple(value: Any) -> Any:
    """Lists, and lists in them, as tuples."""
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
