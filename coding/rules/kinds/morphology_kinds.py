"""Kinds that hold the pathology of a page against its diagnoses: behaviour, histology, site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet
from coding.page.fields import is_blank, is_dash
from coding.page.finding import Place
from coding.rules.combined_codes import code_in_use, named_code
from coding.rules.facts import NOTHING
from coding.rules.kind import Kind
from coding.rules.kinds.combination_kinds import single_code_change
from coding.rules.rule import Compiled, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow
    from coding.rules.params import Params
    from coding.rules.rule_value import Value

_READS = frozenset({"diagnosis", "pathology_code", "pathology_name"})
#: What a pathology says in words where its code is missing; a word before it takes it back.
_MALIGNANT = re.compile("癌|恶性|肉瘤|淋巴瘤|白血病|骨髓瘤|母细胞瘤|精原细胞瘤")
_DOUBTFUL = re.compile(
    "未见|未查见|未检见|未发现|无癌|除外|排除|待排|待查|可疑|疑|考虑|倾向|可能|癌前|癌旁|原位|上皮内|非恶性|恶性潜能|"
    "低度恶性|潜在恶性|肉瘤样|假肉瘤|癌基因|血管母细胞瘤|成骨母细胞瘤|软骨母细胞瘤|交界|[?？]"
)


@dataclass(frozen=True, slots=True)
class Histology:
    """A type of tumour: its morphology, where it begins, and the code that names it.

    ``instead``: codes that stand on pages where ``exact`` is right; ``exact``: alternatives of editions.
    """

    name: str
    morphology: CodeSet
    sites: CodeSet
    instead: CodeSet | None
    exact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body: diseases that pathology replaces, and where its neoplasms stand, in words by behaviour."""

    diseases: CodeSet
    words: dict[str, str]


@cache
def histologies() -> tuple[Histology, ...]:
    """The table of histology and site, ``morphology_sites.csv``."""
    rows = resource_table(
        "rules/tables/morphology_sites.csv", "name", "histology", "sites", "instead", "exact", "source"
    )
    return tuple(
        Histology(
            r["name"],
            CodeSet.parse(r["histology"]),
            CodeSet.parse(r["sites"]),
            CodeSet.parse(r["instead"]) if r["instead"] else None,
            tuple(filter(None, r["exact"].split("|"))),
        )
        for r in rows
    )


@cache
def parts() -> tuple[Part, ...]:
    """The table of the neoplasms of a part, ``neoplasm_sites.csv``."""
    rows = resource_table(
        "rules/tables/neoplasm_sites.csv", "part", "diseases", "malignant", "in_situ", "benign", "uncertain"
    )
    return tuple(
        Part(
            CodeSet.parse(r["diseases"]),
            {"3": r["malignant"], "6": r["malignant"], "2": r["in_situ"], "0": r["benign"], "1": r["uncertain"]},
        )
        for r in rows
    )


#: Behaviour of malignant tumours, primary and secondary.
_MALIGNANT_BEHAVIOUR = ("3", "6")
_CATEGORY = 3
_NATURES = {"0": "良性肿瘤", "1": "动态未定或未知的肿瘤", "2": "原位癌", "3": "恶性肿瘤", "6": "继发恶性肿瘤"}


def unfollowed_pathology(_rule: Rule, params: Params) -> Compiled:
    """Pathology is known and the principal diagnosis does not follow it.

    ``by=code``: the morphology code; ``by=name``: the words of the pathology where it has no code. ``behaviour``: the
    digits behind the stroke that are meant. ``coded``: what must be on the page then; where it stands behind a
    principal diagnosis that is one of ``signs``, it is passed over too. ``neoplasms``: principal diagnoses that have
    rules of their own. ``only=yes``: only principal diagnoses out of ``signs``. ``unless``: diagnoses that explain it.
    """
    by = params.word("by", ("code", "name", "")) or "code"
    behaviours = params.words("behaviour")
    coded, neoplasms = params.codes("coded"), params.codes("neoplasms")
    signs = params.codes("signs")
    only = params.flag("only", default=False)
    unless = params.codes("unless", optional=True)
    params.done()

    def told(facts: Facts) -> str:
        """The behaviour that the pathology says; "" where it says nothing that is meant."""
        if by == "code":
            return facts.pathology[-1] if facts.pathology[-1] in behaviours else ""
        return behaviours[0] if _says_malignant(facts) else ""

    def judge(facts: Facts) -> Iterator[Hit]:
        principal = facts.principal
        if principal is None or not principal.code or not facts.all_read or principal.code in neoplasms:
            return
        behaviour = told(facts)
        if not behaviour or (unless is not None and any(row.lies_in(unless) for row in facts.dx)):
            return
        is_sign = principal.code in signs
        if is_sign if only else (is_sign or not any(row.lies_in(coded) for row in facts.others)):
            if only and any(row.lies_in(coded) for row in facts.others):
                return
            right = _codes_of(facts, principal, behaviour)
            values = {**principal.words, **_pathology(facts), "nature": _NATURES[behaviour], "right": right}
            yield Hit(0, "principal_dx_code", values)

    return Compiled(judge, first="pathology_name" if by == "name" else "pathology_code", reads=_READS)


def histology_and_site(_rule: Rule, params: Params) -> Compiled:
    """A histology that does not begin at any primary site of the page. ``primary``: codes of primary tumours."""
    primary = params.codes("primary")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.pathology[-1] not in _MALIGNANT_BEHAVIOUR:
            return
        found = next((h for h in histologies() if facts.pathology in h.morphology), None)
        rows = [row for row in facts.dx if row.code and row.code in primary]
        if found is None or not rows or any(row.code in found.sites for row in rows):
            return
        if any(h.instead is not None and rows[0].code in h.instead for h in _of(facts)):
            return  # told with the code that is right
        row = rows[0]
        values = {**row.words, **_pathology(facts), "histology": found.name, "site": found.sites.text}
        yield Hit(None, "pathology_code", values, (row.place(),))

    return Compiled(judge, first="pathology_code", reads=_READS)


def histology_and_code(rule: Rule, params: Params) -> Compiled:
    """A histology that has a code of its own beside a code that leaves it open or says another."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.pathology[-1] not in _MALIGNANT_BEHAVIOUR:
            return
        for found in _of(facts):
            if any(row.lies_in(CodeSet.parse(", ".join(found.exact))) for row in facts.dx):
                continue
            row = next((r for r in facts.dx if r.code and r.code in found.instead), None) if found.instead else None
            if row is not None:
                library = facts.reference.codes.dx
                code = code_in_use(found.exact, library)
                right = named_code(library, code)
                values = {**row.words, **_pathology(facts), "histology": found.name, "right": right}
                changes = single_code_change(facts, row, code, rule, f"病理类型已明：{found.name}")
                yield Hit(row.index, row.place().field, values, (Place("pathology_code"),), changes)
                return

    return Compiled(judge, first="pathology_code", reads=_READS)


def _of(facts: Facts) -> tuple[Histology, ...]:
    """The histologies that the morphology code of the page names: a type and its subtypes."""
    return tuple(h for h in histologies() if facts.pathology in h.morphology)


def _says_malignant(facts: Facts) -> bool:
    """True where the words of the pathology say cancer without a doubt, and no code of morphology stands beside."""
    told, coded = facts.given.get("pathology_name", ""), facts.page.text("pathology_code").strip()
    if not is_blank(coded) and coded not in NOTHING and not is_dash(coded):
        return False
    return bool(_MALIGNANT.search(told)) and not _DOUBTFUL.search(told)


def _pathology(facts: Facts) -> dict[str, Value]:
    names = ("pathology_code", "pathology_name")
    code, name = (facts.page.text(key).strip() for key in names)
    return {"pathology": "，".join(filter(None, (name if name not in NOTHING else "", code)))}


def _codes_of(facts: Facts, principal: DiagnosisRow, behaviour: str) -> str:
    """Where the neoplasm stands, in words: by the histology where it begins at one category, else by the part."""
    if behaviour in _MALIGNANT_BEHAVIOUR and not is_blank(facts.page.text("pathology_code")):
        for found in histologies():
            code = facts.pathology
            if code in found.morphology and len(found.sites.text) == _CATEGORY:
                return named_code(facts.reference.codes.dx, found.sites.text)
    words = next((p.words[behaviour] for p in parts() if principal.code in p.diseases), "")
    return words or next(p.words[behaviour] for p in reversed(parts()))


KINDS = (
    Kind(
        "unfollowed_pathology",
        "病理已明未采用",
        unfollowed_pathology,
        "病理已明而主要诊断没有按病理编码",
        "`behaviour=动态码; coded=应有的编码; neoplasms=另有规则的主要诊断; signs=性质未明的诊断` "
        "(`by=name` 没有形态学编码时按病理诊断的文字) (`only=yes` 只问性质未明的主要诊断) (`unless=范围`)；"
        "给出 `{pathology}` `{nature}` `{right}`（`tables/neoplasm_sites.csv`、`tables/morphology_sites.csv`）",
    ),
    Kind(
        "histology_and_site",
        "组织学类型与部位",
        histology_and_site,
        "组织学类型不发生于页上的原发部位（`tables/morphology_sites.csv`）",
        "`primary=原发肿瘤的编码`；给出 `{histology}` `{pathology}` `{site}`",
    ),
    Kind(
        "histology_and_code",
        "组织学类型与编码",
        histology_and_code,
        "组织学类型有自己的编码，页上编的是未特指或他型（`tables/morphology_sites.csv`）",
        "给出 `{histology}` `{pathology}` `{right}`",
    ),
)
