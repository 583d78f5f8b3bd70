"""One side of a comparison of schemes: which scheme, which tariff, and what is to be told of their files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coding.dip.dip_scheme import DipScheme, is_dip_pack
from coding.drg.scheme import Scheme
from coding.payment.comparison import PricedScheme
from coding.payment.dip_price import dip_tariff
from coding.payment.policy import DEMONSTRATION, embedded_policy, load_policy
from coding.payment.scheme_switch import SideFacts
from coding.payment.tariff import load_tariff
from coding.payment.tariff_options import TariffOptions
from coding.reference.open_scheme import open_embedded, open_packets, open_scheme

if TYPE_CHECKING:
    from coding.grouping.grouper import Grouper
    from coding.payment.policy import Policy
    from coding.work.jobs import Places

#: What the built-in scheme is called.
BUILT_IN = "内置通用方案"


@dataclass(frozen=True, slots=True)
class SwitchSide:
    """Where a scheme, its tariff, its policy and its amendments lie ("" = the built-in scheme, none), and the answers
    to the tariff. The policy may be the word for the example.

    Small and hashable: a worker loads by it.
    """

    scheme: str = ""
    tariff: str = ""
    options: str = ""
    policy: str = ""
    amendments: str = ""

    def files(self) -> tuple[str, ...]:
        """The files and folders that it is read from."""
        named = (self.scheme, self.tariff, self.policy, self.amendments)
        return tuple(path for path in named if path and path not in DEMONSTRATION)

    def at(self, places: Places) -> SwitchSide:
        """The same where these files lie elsewhere."""
        scheme, tariff, policy, amendments = (
            places.get(path, path) for path in (self.scheme, self.tariff, self.policy, self.amendments)
        )
        return SwitchSide(scheme, tariff, self.options, policy, amendments)


@cache
def load_side(side: SwitchSide) -> PricedScheme:
    """The scheme with its tariff, once in a process. Raises KnowledgeError.

    The scores of a DIP pack are its tariff; a table of a city's own scores goes before them.
    """
    answers = TariffOptions.from_text(side.options)
    policy = _policy(side.policy)
    amendments = Path(side.amendments) if side.amendments else None
    if amendments is None and side.scheme and is_dip_pack(Path(side.scheme)):
        packets = open_packets(Path(side.scheme), Path(side.tariff) if side.tariff else None, answers.level)
        return PricedScheme(packets, dip_tariff(packets), policy)
    scheme = open_scheme(Path(side.scheme), amendments) if side.scheme else open_embedded(amendments)
    return PricedScheme(scheme, load_tariff(Path(side.tariff), options=answers) if side.tariff else None, policy)


def _policy(given: str) -> Policy | None:
    if given in DEMONSTRATION:
        return embedded_policy()
    return load_policy(Path(given)) if given else None


def comparable(plan: PricedScheme) -> PricedScheme:
    """The same without a tariff that says nothing of a switch: figures of an invented hospital, an empty table."""
    if plan.tariff is not None and (plan.tariff.is_demonstration or not plan.tariff.lines):
        return PricedScheme(plan.scheme, None, plan.policy)
    return plan


def on_equal_terms(old: PricedScheme, new: PricedScheme) -> tuple[PricedScheme, PricedScheme]:
    """Both sides as they may be set against each other: each with what ``comparable`` leaves, and with policies only
    where both have one.
    """
    old, new = comparable(old), comparable(new)
    if old.policy is not None and new.policy is not None:
        return old, new
    return replace(old, policy=None), replace(new, policy=None)


def side_facts(plan: PricedScheme, path: str = "", tariff_path: str = "") -> SideFacts:
    """What is told of a side: titles, files, fingerprints, and the date of the file where there is one."""
    scheme, tariff = plan.scheme, plan.tariff
    return SideFacts(
        title=scheme.title,
        method=scheme.words.method,
        file=Path(path).name if path else BUILT_IN,
        stamp=scheme.stamp,
        file_date=_stated_date(scheme) or (_date_of(Path(path)) if path else ""),
        tariff=(Path(tariff_path).name if tariff_path else tariff.title) if tariff else "",
        tariff_stamp=tariff.stamp if tariff else "",
        policy=plan.policy.title if plan.policy else "",
        policy_stamp=plan.policy.stamp if plan.policy else "",
        groups=tuple((drg, scheme.group_name(drg)) for drg in scheme.groups),
    )


def _stated_date(scheme: Grouper) -> str:
    """The date of a published file, as it says itself."""
    if isinstance(scheme, Scheme):
        return scheme.pack.settings.get("file_date", "")
    published = scheme.catalogue.published if isinstance(scheme, DipScheme) else None
    return published.date if published is not None else ""


def _date_of(path: Path) -> str:
    """The day on which a file, or the newest file of a folder, was written last; "" where that cannot be told."""
    try:
        files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
        newest = max(file.stat().st_mtime for file in files)
        return datetime.fromtimestamp(newest, UTC).astimezone().strftime("%Y-%m-%d")
    except (OSError, ValueError):
        return ""
