"""A frame made ready for a period: its pages alone, with their teams, classes of wards and risks of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coding.indicators.derived import texts_as
from coding.indicators.frame import facts_frame
from coding.indicators.risk import risk_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from coding.base.period import Period
    from coding.indicators.page_facts import PageFacts

#: Doctor, team, first and last day (None = without end).
Team = tuple[str, str, date | None, date | None]


@dataclass(frozen=True, slots=True, eq=False)
class Spell:
    """The pages of a period. ``rows``: for each the number of its row in what was given; ``undated``: pages given whose
    discharge cannot be read.
    """

    frame: pd.DataFrame
    rows: Any
    undated: int


def prepared(
    facts: pd.DataFrame | Iterable[PageFacts],
    period: Period,
    teams: Iterable[Team] | None = None,
    ward_classes: Mapping[str, str] | None = None,
    risks: Mapping[str, str] | None = None,
) -> Spell:
    """The pages discharged in the period, with what tables say of them."""
    import numpy as np
    import pandas as pd

    frame = facts if isinstance(facts, pd.DataFrame) else facts_frame(facts)
    days = frame["discharged"].to_numpy().astype("datetime64[D]")
    held = (days >= np.datetime64(period.first)) & (days <= np.datetime64(period.last))
    rows = np.flatnonzero(held)
    if len(rows) < len(frame):
        frame = frame.iloc[rows].reset_index(drop=True)
    classes = ward_classes or {}
    frame = frame.assign(ward_class=texts_as(frame["ward"].array, lambda ward: classes.get(ward, "")))
    if risks:
        of_group = {drg: risk_class(word) for drg, word in risks.items()}
        frame = frame.assign(risk=_over(frame["risk"], texts_as(frame["drg"].array, lambda drg: of_group.get(drg, ""))))
    if teams is not None and len(frame):
        frame = frame.assign(team=_with_teams(frame, days[rows], teams))
    return Spell(frame, rows, int(np.isnat(days).sum()))


def _over(said: pd.Series[Any], other: Any) -> Any:
    """The other texts, and what is said where they are blank."""
    import numpy as np
    import pandas as pd

    known = {text: at for at, text in enumerate(dict.fromkeys((*said.cat.categories, *other.categories)))}
    numbers = [
        np.array([known[text] for text in texts] or [0], dtype=np.int32)[codes]
        for texts, codes in ((said.cat.categories, said.cat.codes.to_numpy()), (other.categories, other.codes))
    ]
    codes = np.where(numbers[1] == known.get("", -1), numbers[0], numbers[1])
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(known), dtype=str))


def _with_teams(frame: pd.DataFrame, days: Any, teams: Iterable[Team]) -> Any:
    """The team of each page's doctor on its day of discharge; where no row speaks of it, what the page says.

    Of two rows that speak of the same day the later one in the table holds.
    """
    import numpy as np
    import pandas as pd

    said, doctors = frame["team"], frame["doctor"]
    numbers = {doctor: at for at, doctor in enumerate(doctors.cat.categories)}
    known = {text: at for at, text in enumerate(said.cat.categories)}
    codes, of_doctor = said.cat.codes.to_numpy().astype(np.int32), doctors.cat.codes.to_numpy()
    for doctor, team, first, last in teams:
        if doctor not in numbers:
            continue
        met = of_doctor == numbers[doctor]
        if first is not None:
            met &= days >= np.datetime64(first)
        if last is not None:
            met &= days <= np.datetime64(last)
        codes[met] = known.setdefault(team, len(known))
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(known), dtype=str))
