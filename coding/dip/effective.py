"""The procedures of a case that count: the effective principal one, and the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.items import closest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.dip.packet_catalogue import Catalogue, PrincipalBar
    from coding.grouping.case import Case


class Effective:
    """The effective principal procedure ("" = none) and the other procedures that count; read only."""

    __slots__ = ("_every", "others", "principal")

    def __init__(self, principal: str, others: tuple[str, ...]) -> None:
        self.principal = principal
        self.others = others
        self._every: frozenset[str] | None = None

    @property
    def every(self) -> frozenset[str]:
        """Principal and others."""
        if self._every is None:
            self._every = frozenset((self.principal, *self.others)) - {""}
        return self._every


class Bars:
    """The exclusion lists of a catalogue, by whole codes or by beginnings as its setting says."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._bars = catalogue.bars
        self._excluded = catalogue.excluded
        self._beginnings = tuple(catalogue.excluded) if catalogue.settings.by_beginning else ()
        self._by_beginning = catalogue.settings.by_beginning

    def excludes(self, principal: str) -> bool:
        """True where a diagnosis cannot be principal: such a case takes no part in the grouping."""
        return principal in self._excluded or (bool(self._beginnings) and principal.startswith(self._beginnings))

    def of(self, code: str) -> PrincipalBar | None:
        """Why a procedure is not the principal one; None where it may be. The longest beginning goes first."""
        found = self._bars.get(code)
        if found is None and self._by_beginning:
            known = (code[:length] for length in range(len(code) - 1, 1, -1))
            return next((self._bars[part] for part in known if part in self._bars), None)
        return found

    def effective(self, case: Case) -> Effective:
        """The effective principal procedure of a case, going through its procedures in order."""
        for at, code in enumerate(case.px):
            bar = self.of(code)
            if bar is None or (bar.rule == "range" and closest(bar.within, case.dx[:1]) >= 0):
                return Effective(code, self.counted(case.px[at + 1 :]))
            if bar.rule != "never":
                return Effective("", self.counted(case.px[at + 1 :]))
        return Effective("", ())

    def counted(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Procedures that count beside the principal one: those of conservative treatment do not."""
        return tuple(code for code in codes if (bar := self.of(code)) is None or bar.rule != "conservative")


def effective_procedures(case: Case, catalogue: Catalogue) -> Effective:
    """The effective principal procedure of a case under a catalogue, and the others."""
    return Bars(catalogue).effective(case)
