"""Facts as a frame, one row a page: small enough for 300,000 pages, exact, and of the same columns whatever comes in.

The columns are those of ``resources/indicators/columns.csv``: texts are categories ("" where the page does not say),
moments ``datetime64[s]``, flags ``Int8`` (1, 0, missing), counts ``Int32``, amounts and other figures ``Int64`` in
their small units (fen, ten-thousandths, tenths, millionths). Rows are taken as they come and are not kept.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from coding.indicators.columns import FactColumn, fact_columns
from coding.indicators.derived import getter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import pandas as pd

    from coding.indicators.page_facts import PageFacts

#: Rows that are taken together.
_BLOCK = 4096
_WIDTHS = {"flag": "int8", "count": "int32"}


def facts_frame(rows: Iterable[PageFacts]) -> pd.DataFrame:
    """The frame of these facts, in their order; of none, the columns without a row."""
    import pandas as pd

    makers = [(_maker(column), getter(column.source)) for column in _frame_columns()]
    coming = iter(rows)
    while block := list(islice(coming, _BLOCK)):
        for maker, read in makers:
            maker.add([read(one) for one in block])
    made = {maker.name: maker.made() for maker, _ in makers}
    return pd.DataFrame(made, copy=False)


def hits_frame(rows: Iterable[tuple[int, str, str, int]]) -> pd.DataFrame:
    """What rules found: number of the row in the frame of facts, rule, severity, how often; one row a page and rule."""
    import pandas as pd

    makers = [
        _Whole("row", "int32"), _Text("rule"), _Text("severity"), _Whole("count", "int32"),
    ]  # fmt: skip
    coming = iter(rows)
    while block := list(islice(coming, _BLOCK)):
        for maker, cells in zip(makers, zip(*block, strict=True), strict=True):
            maker.add(list(cells))
    return pd.DataFrame({maker.name: maker.made() for maker in makers})


def _frame_columns() -> Iterable[FactColumn]:
    return fact_columns().values()


class _Text:
    """Texts as categories; the record number, which differs on every page, as it is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._codes: list[np.ndarray[Any, np.dtype[np.int32]]] = []
        self._known: dict[str, int] = {}

    def add(self, cells: Sequence[Any]) -> None:
        import numpy as np

        known = self._known
        self._codes.append(np.array([known.setdefault(cell, len(known)) for cell in cells], dtype=np.int32))

    def made(self) -> Any:
        import numpy as np
        import pandas as pd

        codes = np.concatenate(self._codes) if self._codes else np.array([], dtype=np.int32)
        return pd.Categorical.from_codes(codes, categories=list(self._known))


class _Whole:
    """Whole numbers, some of them missing."""

    def __init__(self, name: str, width: str) -> None:
        self.name, self._width = name, width
        self._values: list[Any] = []
        self._missing: list[Any] = []

    def add(self, cells: Sequence[Any]) -> None:
        import numpy as np

        missing = np.fromiter((cell is None for cell in cells), bool, len(cells))
        self._missing.append(missing)
        plain = [0 if cell is None else cell for cell in cells] if missing.any() else cells
        self._values.append(np.array(plain, dtype=self._width))

    def made(self) -> Any:
        import numpy as np
        import pandas as pd

        if not self._values:
            return pd.array([], dtype=self._width.capitalize())
        return pd.arrays.IntegerArray(np.concatenate(self._values), np.concatenate(self._missing))


class _When:
    """Moments; what cannot be read is NaT."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._values: list[Any] = []

    def add(self, cells: Sequence[Any]) -> None:
        import numpy as np

        self._values.append(np.array(cells, dtype="datetime64[s]"))

    def made(self) -> Any:
        import numpy as np

        return np.concatenate(self._values) if self._values else np.array([], dtype="datetime64[s]")


def _maker(column: FactColumn) -> _Text | _Whole | _When:
    if column.kind == "text":
        return _Text(column.name)
    return _When(column.name) if column.kind == "when" else _Whole(column.name, _WIDTHS.get(column.kind, "int64"))
