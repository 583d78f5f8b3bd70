"""What a hospital writes in a coded column in the place of the codes, and what a person has said that it means.

A hospital that numbers its departments in its own way does so on every page: that is no mistake of a page but a way of
the house, asked once, kept with the layout it was found in, and used whenever such a file is read again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.exchange.mend import Mend

#: Fields that hold several values in one cell.
SEVERAL: Final = frozenset({"transfer_depts"})
#: What stands between them.
BETWEEN: Final = re.compile(r"([,，、;；→])")


@dataclass(frozen=True, slots=True)
class LocalValues:
    """What the texts of a hospital mean in the fields of one domain, in files of one layout.

    ``source``: which of several sources of that layout, see ``source_of``. ``codes``: text → code of the domain, as a
    person has accepted it. ``left``: texts that a person wants as they are.
    """

    layout: str
    source: str
    domain: str
    fields: tuple[str, ...]
    codes: Mapping[str, str]
    left: frozenset[str] = frozenset()

    def as_row(self) -> dict[str, Any]:
        """The record as it is kept in a list."""
        return {
            "layout": self.layout,
            "source": self.source,
            "domain": self.domain,
            "fields": list(self.fields),
            "codes": dict(self.codes),
            "left": sorted(self.left),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> LocalValues:
        """The record that was kept; codes that the domain does not hold any more are left out.

        Raises ValueError, TypeError or KeyError where it is damaged.
        """
        domain = field_catalogue().domains[str(row["domain"])]
        codes = {str(text): str(code) for text, code in dict(row["codes"]).items() if str(code) in domain.labels}
        fields = tuple(str(key) for key in row["fields"])
        left = frozenset(str(text) for text in row["left"])
        return cls(str(row["layout"]), str(row["source"]), domain.name, fields, codes, left)


def mend_with(mend: Mend | None, key: str, local: Iterable[LocalValues]) -> Mend | None:
    """The repair of a cell that also knows what the texts of this hospital mean."""
    codes = {text: code for values in local if key in values.fields for text, code in values.codes.items()}
    if not codes:
        return mend
    label = field_catalogue().value_label

    def one(text: str) -> str:
        told = mend(text) if mend else None
        return codes.get(text) or (codes.get(told[0], told[0]) if told else text)

    def both(text: str) -> tuple[str, str] | None:
        if key in SEVERAL:
            joined = "".join(p if BETWEEN.fullmatch(p) else one(p.strip()) for p in BETWEEN.split(text))
            return (joined, "按本院写法的对照换成代码") if joined != text else None
        code = codes.get(text) or (codes.get(told[0]) if mend and (told := mend(text)) else None)
        if code is None:
            return mend(text) if mend else None
        return code, f"按本院写法的对照，“{text}”是 {code} {label(key, code)}"

    return both
