"""Facts as a frame, one row a page: small enough for 300,000 pages, exact, and of the same columns whatever comes in.

The columns are those of ``resources/indicators/columns.csv``: texts are categories ("" where the page does not say),
moments ``datetime64[s]``, flags ``Int8`` (1, 0, missing), counts ``Int32``, amounts and other figures ``Int64`` in
their small units (fen, ten-thousandths, tenths, millionths). Rows are taken as they come and are not kept.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from coding.indicators.columns import fact_columns
from coding.indicators.derived import MADE, violation_classes
from coding.indicators.packed_facts import NOTHING, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from coding.indicators.packed_facts import FactBlock
    from coding.indicators.page_facts import PageFacts

    #: Attribute → its cells, of some pages.
    Cells: TypeAlias = Callable[[str], Any]

#: Rows that are taken together.
_BLOCK = 4096
#: Cells of several values whose meaning is kept; most pages share a few.
_MOST_KNOWN = 50_000
_NOTHING: Any = None
_WIDTHS = {"flag": "int8", "count": "int32"}
#: Texts that derived columns are made of and that are no columns themselves.
_RAW = MappingProxyType({"reference_cost_text": "reference_cost", "reference_stay_text": "reference_stay"})


def facts_frame(rows: Iterable[PageFacts]) -> pd.DataFrame:
    """The frame of these facts, in their order; of none, the columns without a row."""
    return _framed(_blocks_of(rows))


def packed_frame(blocks: Iterable[FactBlock], names: Collection[str] | None = None) -> pd.DataFrame:
    """The same of facts as a store keeps them, made in a fifth of the time: no page is taken apart.

    ``names``: the columns that are wanted, with those that they are made of; None = all.
    """
    return _framed(map(_columns_of, filter(len, blocks)), names)


def _blocks_of(rows: Iterable[PageFacts]) -> Iterator[Cells]:
    coming = iter(rows)
    while block := list(islice(coming, _BLOCK)):
        yield lambda attribute, block=block: list(map(attrgetter(attribute), block))  # type: ignore[misc]


def _columns_of(block: FactBlock) -> Cells:
    import numpy as np

    words = block.words
    numbers = np.frombuffer(block.numbers, dtype="<i8").reshape(len(block), len(NUMBERS))
    places = {name: place for place, name in enumerate(NUMBERS)}
    return lambda attribute: words[attribute] if attribute in words else numbers[:, places[attribute]]


def _framed(blocks: Iterable[Cells], names: Collection[str] | None = None) -> pd.DataFrame:
    import pandas as pd

    plain, spread, wanted = _makers(names)
    for block in blocks:
        for attribute, maker in plain:
            maker.add(block(attribute))
        for attribute, meaning, makers in spread:
            columns = zip(*map(meaning.__getitem__, block(attribute)), strict=True)
            for of_key, cells in zip(makers, columns, strict=True):
                of_key.add(list(cells))
    made: dict[str, Any] = {maker.name: maker.made() for _, maker in plain}
    made.update({maker.name: maker.made() for _, _, makers in spread for maker in makers})
    for name, source in wanted.items():
        if source.startswith("="):
            made[name] = MADE[source[1:]](made)
    return pd.DataFrame({name: made[name] for name in wanted}, copy=False)


def hits_frame(rows: Iterable[tuple[int, str, str, int]]) -> pd.DataFrame:
    """What rules found: number of the row in the frame of facts, rule, severity, how often; one row a page and rule."""
    import pandas as pd

    makers: tuple[_Maker, ...] = (_Whole("row", "int32"), _Text("rule"), _Text("severity"), _Whole("count", "int32"))
    coming = iter(rows)
    while block := list(islice(coming, _BLOCK)):
        for maker, cells in zip(makers, zip(*block, strict=True), strict=True):
            maker.add(list(cells))
    return pd.DataFrame({maker.name: maker.made() for maker in makers})


class _Text:
    """Texts as categories, in the order in which they come."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._codes: list[Any] = []
        self._known = _Numbers()

    def add(self, cells: Sequence[Any]) -> None:
        import numpy as np

        self._codes.append(np.fromiter(map(self._known.__getitem__, cells), np.int32, len(cells)))

    def made(self) -> Any:
        import numpy as np
        import pandas as pd

        codes = np.concatenate(self._codes) if self._codes else np.array([], dtype=np.int32)
        return pd.Categorical.from_codes(codes, categories=pd.Index(list(self._known), dtype=str))


class _Whole:
    """Whole numbers, some of them missing."""

    def __init__(self, name: str, width: str) -> None:
        self.name, self._width = name, width
        self._values: list[Any] = []
        self._missing: list[Any] = []

    def add(self, cells: Sequence[Any]) -> None:
        import numpy as np

        if isinstance(cells, np.ndarray):
            missing = cells == NOTHING
            self._values.append(np.where(missing, 0, cells).astype(self._width))
        elif None in cells:
            told = np.array(cells, dtype=object)
            missing = np.asarray(told == _NOTHING, dtype=bool)
            told[missing] = 0
            self._values.append(told.astype(self._width))
        else:
            missing = np.zeros(len(cells), dtype=bool)
            self._values.append(np.array(cells, dtype=self._width))
        self._missing.append(missing)

    def made(self) -> Any:
        import numpy as np
        import pandas as pd

        empty = [np.array([], dtype=self._width)], [np.array([], dtype=bool)]
        values, missing = (self._values, self._missing) if self._values else empty
        return pd.arrays.IntegerArray(np.concatenate(values), np.concatenate(missing))


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


class _Numbers(dict[str, int]):
    """Texts numbered as they come."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class _Known(dict["Hashable", "tuple[Any, ...]"]):
    """What a cell of several values means, made once for each that is met."""

    def __init__(self, meaning: Callable[[Any], tuple[Any, ...]]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, cell: Hashable) -> tuple[Any, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[cell] = found = self._meaning(cell)
        return found


_Maker: TypeAlias = "_Text | _Whole | _When"
#: An attribute of several values, what spreads it over columns, and the columns.
_Spread: TypeAlias = "tuple[str, _Known, tuple[_Maker, ...]]"


def _makers(names: Collection[str] | None) -> tuple[list[tuple[str, _Maker]], list[_Spread], Mapping[str, str]]:
    """What makes the columns: of single attributes, of attributes of several values; and source by name, in order."""
    columns = {name: column for name, column in fact_columns().items() if names is None or name in names}
    raw = {name: attribute for name, attribute in _RAW.items() if names is None or name in names}
    plain: list[tuple[str, _Maker]] = [(attribute, _Text(name)) for name, attribute in raw.items()]
    spread: dict[str, list[tuple[str, _Maker]]] = {}
    for column in columns.values():
        attribute, dot, key = column.source.partition(".")
        if column.source.startswith("="):
            continue
        if column.kind == "text":
            maker: _Maker = _Text(column.name)
        else:
            width = _WIDTHS.get(column.kind, "int64")
            maker = _When(column.name) if column.kind == "when" else _Whole(column.name, width)
        if dot:
            spread.setdefault(attribute, []).append((key, maker))
        else:
            plain.append((attribute, maker))
    several = [
        (attribute, _Known(_spreading(attribute, tuple(key for key, _ in found))), tuple(maker for _, maker in found))
        for attribute, found in spread.items()
    ]
    return plain, several, {column.name: column.source for column in columns.values()}


@cache
def _spreading(attribute: str, keys: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """How an attribute of several values becomes one value a column."""
    if attribute in ("violations", "suspected"):
        classes = [violation_classes()[int(key) - 1].violations for key in keys]
        return lambda names: tuple(not violations.isdisjoint(names) for violations in classes)
    if attribute == "in_time":
        return lambda verdicts: tuple(dict(verdicts).get(key) for key in keys)
    places = [int(key) for key in keys]
    return lambda values: tuple(values[place] for place in places)
