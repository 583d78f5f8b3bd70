"""The example of a payment policy as a file that a hospital fills in with what its own region has said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.sheet_writer import write_csv
from coding.payment.policy import embedded_policy
from coding.payment.policy_key import policy_keys

if TYPE_CHECKING:
    from pathlib import Path

_HEADER: Final = ("项目", "值", "适用对象", "生效日期", "失效日期", "依据")


def write_example(path: Path) -> None:
    """Write the example in Chinese headers and keys. Raises UnusableInputError when the file cannot be written."""
    keys = policy_keys()
    rows = [
        (keys[row.key].word, row.text, row.of, _day(row.first), _day(row.last), row.clause)
        for row in embedded_policy().rows
    ]
    write_csv(path, (_HEADER, *rows))


def _day(day: object) -> str:
    return "" if day is None else str(day)
