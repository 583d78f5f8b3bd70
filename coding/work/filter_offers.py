"""What may stand where the cursor is in the search box: keys of filters, and what is on the pages, with how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.page_filter import By
from coding.suggest.pinyin import initials
from coding.work.list_marks import list_marks
from coding.work.typed_filters import FilterKey, keys_for, letters_of, plain_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.work.typed_filters import Known

#: Kinds of which the values on the pages are offered.
_OFFERED: Final = frozenset({By.DEPT, By.RULE, By.MONTH, By.GROUP, By.DOCTOR, By.CODER})
_PEOPLE: Final = frozenset({By.DEPT, By.DOCTOR, By.CODER})
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """``text`` takes the place of what is typed from ``start`` to ``end``; ``told`` says what it is."""

    text: str
    told: str
    start: int
    end: int


def offers(text: str, cursor: int, known: Known, *, sees_money: bool = True) -> tuple[Offer, ...]:
    """What fits the part in which the cursor stands, the most pages first; nothing for plain words."""
    start = max((text.rfind(sign, 0, cursor) for sign in " \t\u3000"), default=-1) + 1
    typed = text[start:cursor]
    plain = plain_signs(typed)
    bare = plain.removeprefix("-")
    if not bare or len(plain) != len(typed):
        return ()
    at = start + len(plain) - len(bare)
    key_name, colon, said = bare.partition(":")
    keys = keys_for(sees_money=sees_money)
    if not colon:
        return tuple(_keys(keys, bare, at, cursor))
    key = next((one for one in keys if key_name in one.names), None)
    if key is None:
        return ()
    last = said.rpartition(",")[2].strip('"')
    found = _values(key, last, known)
    return tuple(Offer(_quoted(value), told, cursor - len(last), cursor) for value, told in found if value != last)


def _keys(keys: tuple[FilterKey, ...], typed: str, start: int, end: int) -> Iterator[Offer]:
    for key in keys:
        letters = initials(key.names[0]).lower()
        if any(name.startswith(typed) for name in key.names) or letters == typed.lower():
            sign = key.example.removeprefix(key.names[0])[:1]
            yield Offer(f"{key.names[0]}{sign}", f"{key.title}，如 {key.example}", start, end)


def _values(key: FilterKey, typed: str, known: Known) -> list[tuple[str, str]]:
    wanted = typed.casefold()
    if key.by is By.MARK:
        marks = list_marks().values()
        return [(m.label, m.meaning) for m in marks if _fits(m.label, initials(m.label), wanted)]
    if key.by not in _OFFERED:
        return []
    fitting = [
        (value, number)
        for value, number in known(key.by)
        if wanted in value.casefold() or (key.by in _PEOPLE and _begins(key.by, value, wanted))
    ]
    fitting.sort(key=(lambda one: one[0]) if key.by is By.MONTH else (lambda one: -one[1]), reverse=key.by is By.MONTH)
    return [(value, f"{number:,} 份") for value, number in fitting[:_MOST]]


def _fits(label: str, letters: str, wanted: str) -> bool:
    return wanted in label or letters.lower().startswith(wanted)


def _begins(by: By, value: str, wanted: str) -> bool:
    return wanted.isascii() and any(way.startswith(wanted) for way in letters_of(by, value))


def _quoted(value: str) -> str:
    return f'"{value}"' if any(sign.isspace() or sign in ",、" for sign in value) else value
