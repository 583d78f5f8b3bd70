"""One side of a comparison of schemes: which scheme, which tariff, and what is to be told of their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.payment.comparison import PricedScheme
from coding.payment.scheme_switch import SideFacts
from coding.payment.tariff import load_tariff
from coding.payment.tariff_options import TariffOptions

if TYPE_CHECKING:
    from coding.grouping.grouper import Grouper

#: What the built-in scheme is called.
BUILT_IN = "内置通用方案"


@dataclass(frozen=True, slots=True)
class SwitchSide:
    """Where a scheme and its tariff lie ("" = the built-in scheme, no tariff), and the answers to the tariff.

    Small and hashable: a worker loads by it.
    """

    scheme: str = ""
    tariff: str = ""
    options: str = ""


@cache
def load_side(side: SwitchSide) -> PricedScheme:
    """The scheme with its tariff, once in a process. Raises KnowledgeError."""
    scheme = load_scheme(Path(side.scheme)) if side.scheme else embedded_scheme()
    if not side.tariff:
        return PricedScheme(scheme)
    return PricedScheme(scheme, load_tariff(Path(side.tariff), options=TariffOptions.from_text(side.options)))


def comparable(plan: PricedScheme) -> PricedScheme:
    """The same without a demonstration tariff: figures of an invented hospital say nothing of a switch."""
    if plan.tariff is not None and plan.tariff.is_demonstration:
        return PricedScheme(plan.scheme)
    return plan


def side_facts(plan: PricedScheme, path: str = "", tariff_path: str = "") -> SideFacts:
    """What is told of a side: titles, files, fingerprints, and the date of the file where there is one."""
    scheme, tariff = plan.scheme, plan.tariff
    return SideFacts(
        title=scheme.title,
        file=Path(path).name if path else BUILT_IN,
        stamp=scheme.stamp,
        file_date=_stated_date(scheme) or (_date_of(Path(path)) if path else ""),
        tariff=(Path(tariff_path).name if tariff_path else tariff.title) if tariff else "",
        tariff_stamp=tariff.stamp if tariff else "",
        groups=tuple((drg, scheme.group_name(drg)) for drg in scheme.groups),
    )


def _stated_date(scheme: Grouper) -> str:
    """The date of a published file, as it says itself."""
    return scheme.pack.settings.get("file_date", "") if isinstance(scheme, Scheme) else ""


def _date_of(path: Path) -> str:
    """The day on which a file, or the newest file of a folder, was written last; "" where that cannot be told."""
    try:
        files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
        newest = max(file.stat().st_mtime for file in files)
        return datetime.fromtimestamp(newest, UTC).astimezone().strftime("%Y-%m-%d")
    except (OSError, ValueError):
        return ""
