"""What trace and doctor read of a scheme: less than the scheme, so that the scheme may answer by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coding.drg.compiled import CompiledPack
    from coding.drg.conditions import CaseReader
    from coding.grouping.case import Case, Grouping


class WalkedScheme(Protocol):
    """A loaded DRG scheme as it is walked through step by step."""

    @property
    def pack(self) -> CompiledPack:
        """The tables."""

    @property
    def reader(self) -> CaseReader:
        """What answers the conditions."""

    @property
    def nothing(self) -> Grouping:
        """The result of a case that no node takes."""

    def failed_check(self, case: Case) -> str:
        """The preliminary check that a case fails; "" for none."""

    def failure(self, check: str) -> Grouping:
        """The result of a case that fails a check."""

    def grouping(self, drg: str) -> Grouping:
        """The result that names a group."""

    def group_name(self, drg: str) -> str:
        """The name of a group."""

    def mdc_name(self, mdc: str) -> str:
        """The name of an MDC."""
