"""Kinds that hold the words of a tumour against its morphology code: the histology named, the metastasis removed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet
from coding.page.finding import Place
from coding.rules.facts import NOTHING
from coding.rules.indications import treats
from coding.rules.kind import Kind
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.text_pattern import text_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.params import Params
    from coding.rules.text_pattern import TextPattern

_READS = frozenset({"diagnosis", "pathology_code", "pathology_name"})
_MALIGNANT_ENDS = ("/3", "/6")
_DOUBTFUL = text_pattern("待排|待查|除外|不除外|可疑|考虑|倾向|可能|未见|史|术后|[?？]")


@dataclass(frozen=True, slots=True)
class NamedHistology:
    """Words that name a type of tumour, words that take it back, and the morphology that such a tumour can have."""

    name: str
    words: TextPattern
    but: TextPattern | None
    morphology: CodeSet

    def is_named(self, text: str) -> bool:
        """Whether a text names it."""
        return bool(self.words.search(text)) and not (self.but is not None and self.but.search(text))


@cache
def named_histologies() -> tuple[NamedHistology, ...]:
    """The table of words and morphology, ``histology_words.csv``."""
    rows = resource_table("rules/tables/histology_words.csv", "name", "words", "but", "morphology", "source")
    return tuple(
        NamedHistology(
            row["name"],
            text_pattern(row["words"]),
            text_pattern(row["but"]) if row["but"] else None,
            CodeSet.parse(row["morphology"]),
        )
        for row in rows
    )


def histology_words(_rule: Rule, params: Params) -> Compiled:
    """Words name a type of tumour and the morphology code says another.

    ``by=pathology``: the words of the pathology; ``by=diagnosis``: the names of the diagnoses in ``codes`` of the
    nature that the behaviour says (malignant or not), where the pathology does not name a type that differs from the
    code itself. Silent where the name of any diagnosis says what the code says.
    """
    by = params.word("by", ("pathology", "diagnosis"))
    codes = params.codes("codes", optional=True)
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        told = facts.given.get("pathology_name", "")
        told = "" if told in NOTHING else told
        differing = _differing(facts.pathology, told)
        if by == "pathology":
            if differing is not None:
                yield Hit(None, "pathology_code", _values(facts, differing, f"病理诊断【{told}】"))
            return
        if differing is not None:
            return
        is_malignant = facts.pathology.endswith(_MALIGNANT_ENDS)
        for row in facts.dx:
            if row.code and codes is not None and row.code in codes and row.code.startswith("C") == is_malignant:
                differing = _differing(facts.pathology, row.name)
                if differing is not None and not any(_agrees(facts.pathology, d.name) for d in facts.dx):
                    shown = f"诊断【{row.raw.strip()} {row.name}】"
                    yield Hit(None, "pathology_code", _values(facts, differing, shown), (row.place(),))
                    return

    return Compiled(judge, first="pathology_code", reads=_READS)


def _differing(morphology: str, text: str) -> NamedHistology | None:
    """The type that a text names where all that it names differ from the morphology code."""
    if not text or _DOUBTFUL.search(text):
        return None
    named = [h for h in named_histologies() if h.is_named(text)]
    return named[0] if named and not any(morphology in h.morphology for h in named) else None


def _agrees(morphology: str, text: str) -> bool:
    return any(h.is_named(text) and morphology in h.morphology for h in named_histologies())


def _values(facts: Facts, histology: NamedHistology, told: str) -> dict[str, str]:
    return {
        "told": told,
        "histology": histology.name,
        "right": histology.morphology.text,
        "pathology": facts.page.text("pathology_code").strip(),
    }


def removed_metastasis(_rule: Rule, params: Params) -> Compiled:
    """The main operation removes a metastasis, and the morphology code says a primary tumour.

    ``secondary``: codes of metastases; ``primary``: codes of primary tumours, none of which the operation treats.
    """
    secondary, primary = params.codes("secondary"), params.codes("primary")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.pathology.endswith("/3") or not facts.px or not facts.px[0].kind.is_surgical:
            return
        operation = facts.px[0]
        rows = [row for row in facts.dx if row.code and row.code in secondary and treats(operation.code, row.code)]
        if not rows or any(row.code in primary and treats(operation.code, row.code) is not False for row in facts.dx):
            return
        if not any(row.code in primary for row in facts.dx):
            return  # only metastases on the page: a rule of its own tells it
        values = {**rows[0].words, "op": operation.name or operation.raw.strip(), "pathology": facts.pathology}
        yield Hit(None, "pathology_code", values, (rows[0].place(), Place("op_code", 0)))

    return Compiled(judge, first="pathology_code", reads=_READS | {"procedure"})


KINDS = (
    Kind(
        "histology_words",
        "组织学名称与形态学",
        histology_words,
        "病理诊断或诊断名称写明的组织学类型与形态学编码不符（`tables/histology_words.csv`）",
        "`by=pathology/diagnosis` (`codes=肿瘤诊断的范围`)；给出 `{told}` `{histology}` `{pathology}` `{right}`",
    ),
    Kind(
        "removed_metastasis",
        "切除转移灶的动态码",
        removed_metastasis,
        "主要手术切除的是转移灶，形态学动态码却是原发（/3）",
        "`secondary=继发肿瘤; primary=原发肿瘤`；给出 `{op}` `{pathology}`",
    ),
)
