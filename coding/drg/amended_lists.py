"""Amendments of lists: which codes stand in a set, which count as complications, and what excludes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coding.drg.compiled import inline_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.compiled import CompiledPack

#: A complication that is taken out of its list altogether.
TAKEN_OUT = "-"


class DoesNotApplyError(ValueError):
    """An amendment that cannot be made; the text says in Chinese why and what to do."""


class AmendedLists:
    """The lists of a pack in the making, which is changed in place."""

    def __init__(self, pack: CompiledPack) -> None:
        self._pack = pack
        self.numbers = {name: number for number, name in enumerate(pack.lists)}

    # -- complications and what excludes them

    def exclusion(self, code: str, old: str, new: str) -> None:
        """Take a principal diagnosis out of tables and put it into others; several are joined by ``|``."""
        values = self._pack.values
        held = _parted(self._pack.value_table("exclusion")(code) or "")
        gone, come = _parted(old), _parted(new)
        missing = [name for name in gone if name not in held]
        if missing:
            raise DoesNotApplyError(f"{code} 本不在排除表 {'、'.join(missing)} 中。")
        twice = [name for name in come if name in held]
        if twice:
            raise DoesNotApplyError(f"{code} 已在排除表 {'、'.join(twice)} 中，不必更正。")
        asked = {table for level in ("mcc", "cc") for table in values.get(level, {}).values()}
        strange = [name for name in come if name not in asked]
        if strange:
            raise DoesNotApplyError(f"没有并发症或合并症用到排除表 {'、'.join(strange)}，请核对表号。")
        left = [name for name in held if name not in gone] + come
        values.setdefault("exclusion", {})[code] = "|".join(left)

    def complication(self, level: str, code: str, old: str, new: str) -> None:
        """Give a complication (``mcc``, ``cc``) another exclusion table, or take it in or out."""
        values = self._pack.values.setdefault(level, {})
        stands = self._pack.value_table(level)(code)
        if stands is None and (old or new == TAKEN_OUT):
            raise DoesNotApplyError(f"{code} 本不在 {level.upper()} 表中。")
        if stands is not None and stands != old:
            raise DoesNotApplyError(f"{code} 的排除表现为“{stands}”，不是“{old}”。")
        if new == TAKEN_OUT:
            if code not in values:
                raise DoesNotApplyError(f"{code} 由以开头的写法列入，请改方案中的那一行。")
            del values[code]
            return
        values[code] = new

    # -- sets of codes

    def change_set(self, key: str, old: str, new: str) -> None:
        """Take a code out of a set and put another one in; the lists made of the set follow."""
        name = self._list_called(key)
        if name is None:
            raise DoesNotApplyError(f"没有名为 {key} 的集合或编码表。")
        number = self.numbers[name]
        if old and not self._holds(number, old):
            raise DoesNotApplyError(f"{old} 本不在 {key} 中。")
        if new and self._holds(number, new):
            raise DoesNotApplyError(f"{new} 已在 {key} 中，不必更正。")
        if old:
            self._take_out(number, old)
        if new:
            self.put_in(number, new)
        for follower in self._pack.followers.get(name, ()):
            self._follow(follower, old, new)

    def _list_called(self, key: str) -> str | None:
        node, slash, role = key.partition("/")
        names = (f"@{key}", f"{node}:{role}" if slash else key, f"MDC:{key}", f"{node}:{role}")
        return next((name for name in names if name in self.numbers), None)

    def _follow(self, follower: str, old: str, new: str) -> None:
        """A list that a set is part of: the code goes where no other set of it holds it."""
        number = self.numbers[follower]
        parts = [self.numbers[name] for name, others in self._pack.followers.items() if follower in others]
        if old and self._holds(number, old) and not any(self._holds(part, old) for part in parts):
            self._take_out(number, old)
        if new and not self._holds(number, new):
            self.put_in(number, new)

    def _holds(self, number: int, code: str) -> bool:
        if code[:1] in "~!":
            taken, left = self._pack.patterns.get(code[1:], ((), ()))
            return number in (taken if code[0] == "~" else left)
        at = self._pack.codes.get(code)
        return at is not None and number in self._pack.profiles[at]

    def put_in(self, number: int, code: str) -> None:
        """Put a code into a list."""
        self._alter(code, lambda numbers: tuple(sorted({*numbers, number})))

    def _take_out(self, number: int, code: str) -> None:
        self._alter(code, lambda numbers: tuple(n for n in numbers if n != number))

    def _alter(self, code: str, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> None:
        pack = self._pack
        if code[:1] in "~!":
            taken, left = pack.patterns.get(code[1:], ((), ()))
            pack.patterns[code[1:]] = (change(taken), left) if code[0] == "~" else (taken, change(left))
            return
        at = pack.codes.get(code)
        pack.profiles.append(change(pack.profiles[at] if at is not None else ()))
        pack.codes[code] = len(pack.profiles) - 1

    def inline(self, codes: tuple[str, ...]) -> None:
        """Make the list of the codes that a condition writes out."""
        name = inline_list(codes)
        if name not in self.numbers:
            self.numbers[name] = len(self._pack.lists)
            self._pack.lists.append(name)
            for code in codes:
                self.put_in(self.numbers[name], code)


def _parted(names: str) -> list[str]:
    return [part.strip() for part in re.split(r"[|、,;\s]+", names) if part.strip()]
