"""The rows of a page as the rules read them: codes read once, attributes typed, places and words for a finding."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Literal

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.codes.entry import CodeKind, ProcedureKind
from coding.codes.parse import halves, normalise_code
from coding.page.fields import field_key, is_blank
from coding.page.finding import Place
from coding.rules.procedure_kinds import procedure_kind
from coding.rules.rule_value import ROW_VALUE_KINDS, Value, ValueKind

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.codes.ranges import CodeSet
    from coding.page.rows import Diagnosis, IntensiveCare, Procedure


class RowSet(StrEnum):
    """The rows that a rule can go through, as rule files name them; PRINCIPAL is the first diagnosis alone."""

    DIAGNOSES = "diagnoses"
    OTHERS = "others"
    PROCEDURES = "procedures"
    ICUS = "icus"
    PRINCIPAL = "principal"


#: Attributes that the rules read off a row themselves; the others are told by the page.
_READ_HERE = frozenset({"code", "tail", "kind", "index", "raw"})


class PageRow:
    """What the rules ask of any row. ``code`` is the code as it is compared, ``raw`` as it was written; "" where the
    row has none. ``tail`` is the asterisk half of a pair, ``kind`` the kind of a procedure.
    """

    __slots__ = ()
    group: ClassVar[Literal["diagnosis", "procedure", "intensive_care"]]
    index: int
    code: str
    tail: str
    raw: str
    name: str
    kind: ProcedureKind

    def text(self, attribute: str) -> str:
        """The text of an attribute as it stands."""
        raise NotImplementedError

    def value(self, attribute: str) -> Value:
        """The value of an attribute, None when blank or unreadable: a comparison with it never holds."""
        if attribute in _READ_HERE:
            found: Value = getattr(self, attribute)
            return found
        text = self.text(attribute).strip()
        if is_blank(text):
            return None
        match ROW_VALUE_KINDS[self.group, attribute]:
            case ValueKind.MOMENT:
                return read_moment(text)
            case ValueKind.NUMBER:
                return read_number(text)
        return text

    def lies_in(self, codes: CodeSet) -> bool:
        """True when the code of the row, or the asterisk half of a pair, lies in the set."""
        return self.code in codes or (self.tail != "" and self.tail in codes)

    def place(self, attribute: str = "code") -> Place:
        """Where the row stands on the page."""
        return Place(field_key(self.group, attribute, self.index), self.index)

    @property
    def words(self) -> dict[str, Value]:
        """``{code}``, ``{name}`` and ``{i}`` for a message."""
        return {"code": self.raw.strip(), "name": self.name, "i": self.index + (self.group == "procedure")}


class DiagnosisRow(PageRow):
    """A diagnosis row: ``code`` is the leading half (dagger, or a lone asterisk code), ``tail`` the asterisk half."""

    __slots__ = ("code", "index", "name", "outcome", "poa", "raw", "tail")
    group = "diagnosis"
    kind = ProcedureKind.UNKNOWN

    def __init__(self, index: int, row: Diagnosis) -> None:
        self.index = index
        self.raw = row.code
        self.code, self.tail = _leading_and_tail(row.code)
        self.name = "" if is_blank(row.name) else row.name
        self.poa = row.poa.strip()
        self.outcome = row.outcome.strip()

    def text(self, attribute: str) -> str:
        """The text of any attribute, a blank name as ""."""
        return str(getattr(self, "raw" if attribute == "code" else attribute))

    def value(self, attribute: str) -> Value:
        """See ``PageRow.value``; all attributes of a diagnosis are texts."""
        found: Value = getattr(self, attribute)
        return found if attribute in _READ_HERE else found or None


@lru_cache(maxsize=16_384)
def _leading_and_tail(text: str) -> tuple[str, str]:
    """The leading half of a diagnosis code and its asterisk half."""
    if is_blank(text):
        return "", ""
    dagger, asterisk = halves(normalise_code(text, CodeKind.DIAGNOSIS))
    return (dagger, asterisk) if dagger else (asterisk, "")


class ProcedureRow(PageRow):
    """A procedure row; ``kind`` as the table says or as the classification tells."""

    __slots__ = ("_row", "code", "index", "kind", "level", "name", "raw")
    group = "procedure"
    tail = ""

    def __init__(self, index: int, row: Procedure, codes: CodeTables) -> None:
        self.index = index
        self._row = row
        self.raw = row.code
        self.code = "" if is_blank(row.code) else normalise_code(row.code, CodeKind.PROCEDURE)
        self.name = "" if is_blank(row.name) else row.name
        self.level = "" if is_blank(row.level) else row.level.strip()
        self.kind = procedure_kind(self.code, codes.px, self.name) if self.code else ProcedureKind.UNKNOWN

    def text(self, attribute: str) -> str:
        """The text of any attribute as it stands."""
        return str(getattr(self if attribute in ("kind", "raw", "index") else self._row, attribute))

    @property
    def shown_name(self) -> str:
        """The name, or the code where there is none."""
        return self.name or self.raw.strip()


class IntensiveRow(PageRow):
    """A stay in intensive care: it has times and a type, no code and no name."""

    __slots__ = ("_row", "index")
    group = "intensive_care"
    code = tail = raw = name = ""
    kind = ProcedureKind.UNKNOWN

    def __init__(self, index: int, row: IntensiveCare) -> None:
        self.index = index
        self._row = row

    def text(self, attribute: str) -> str:
        """The text of any attribute as it stands."""
        return str(getattr(self if attribute == "index" else self._row, attribute))
