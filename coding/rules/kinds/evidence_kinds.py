"""Kinds that look for traces of treatment: high and low coding are asked for their evidence in the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet
from coding.grouping.page_case import case_of
from coding.page.edits import move_row
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.kinds.group_kinds import GROUPED_ANEW, lower_without, reasons_for
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow, PageRow
    from coding.rules.params import Params

#: Where a trace of treatment can stand: fee items, orders, evidence of laboratory and imaging.
_SOURCES = ("wf_fee_items", "wf_order_items", "wf_dx_evidence")
NO_EVIDENCE = "没有提供收费明细、医嘱或检验检查证据，提供后可判断。"
_ITEM = re.compile(r"[;；,，。\n]")
_DITTO = "〃"


def mentioned(rule: Rule, params: Params) -> Compiled:
    """What the first field of the rule mentions and the codes of the page, side by side.

    ``pairs``: ``words:codes`` by ``/``, words by ``|`` (``纤支镜检查:33.22/手取胎盘:75.4``); ``rows``: procedures
    or diagnoses; ``way=uncoded``: words without one of the codes; ``way=unmentioned``: a code without any of the words.
    """
    rows = params.word("rows", ("procedures", "diagnoses"))
    way = params.word("way", ("uncoded", "unmentioned"))
    pairs = tuple(_pair(part, params) for part in params.text("pairs").split("/"))
    params.done()
    key = rule.field

    def judge(facts: Facts) -> Iterator[Hit]:
        text = facts.page.text(key)
        found = facts.rows(rows)
        for words, codes in pairs:
            word = next((w for w in words if w in text), "")
            row = next((r for r in found if r.code and r.lies_in(codes)), None)
            if way == "uncoded" and word and row is None and facts.all_read:
                yield Hit(values={"fee": word, "evidence": word})
            elif way == "unmentioned" and row is not None and not word:
                yield Hit(row.index, row.place().field, {**row.words, "op_name": row.name or row.raw.strip()})

    return Compiled(judge, reads=ROWS)


def _pair(text: str, params: Params) -> tuple[tuple[str, ...], CodeSet]:
    words, colon, codes = text.strip().partition(":")
    if not colon or not words.strip():
        raise params.wrong(f"“{text.strip()}”应写成 词|词:编码")
    try:
        return tuple(w.strip() for w in words.split("|") if w.strip()), CodeSet.parse(codes)
    except KnowledgeError as error:
        raise params.wrong(f"“{text.strip()}”的编码无法识别") from error


@cache
def _traces() -> tuple[tuple[CodeSet, tuple[str, ...]], ...]:
    """Diagnoses and the words of fees, orders and reports that show they were treated or found."""
    rows = resource_table("rules/tables/treatment_evidence.csv", "diagnoses", "words")
    return tuple((CodeSet.parse(r["diagnoses"]), tuple(r["words"].split("|"))) for r in rows)


def without_trace(_rule: Rule, params: Params) -> Compiled:
    """Other diagnoses of which neither fees, orders nor reports show a trace.

    ``codes``: which are asked; ``if``: a condition on the row; ``lifts=yes``: only those
    without which the group were a lower one of its ADRG. Where no such source was filled, or the table of traces does
    not know the disease, it is not judged.
    """
    codes = params.codes("codes", optional=True)
    lifts = params.flag("lifts", default=False)
    condition = params.expression("if", "others")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        told = "\n".join(facts.given[key] for key in _SOURCES if key in facts.given)
        for row in facts.others:
            if not row.code or (codes is not None and not row.lies_in(codes)):
                continue
            if condition is not None and not condition.evaluate(facts, {"row": row}):
                continue
            lower = lower_without(facts, row) if lifts else ""
            if lifts and not lower:
                continue
            if not told:
                raise UnknownError(NO_EVIDENCE)
            words = next((w for known, w in _traces() if row.lies_in(known)), None)
            if words is None or any(word in told for word in words) or (row.name and row.name in told):
                continue
            values = {**row.words, "lower": lower, "name": row.name or row.raw.strip()}
            if lifts:  # {drg} of any other rule is a fact that its message asks for
                values["drg"] = facts.grouping.drg
            yield Hit(row.index, row.place().field, values)

    reads = GROUPED_ANEW if lifts else ROWS | (condition.reads if condition else frozenset())
    return Compiled(judge, frozenset({"grouping"}) if lifts else frozenset(), reads=reads | frozenset(_SOURCES))


@dataclass(frozen=True, slots=True)
class Sign:
    """What of treatment and reports asks for a diagnosis: every group of words must be there.

    ``groups``: kind of paper (``fields/evidence.csv``) and its words. ``diagnoses``: one of them answers the question.
    ``unless``: diagnoses and procedures for which the same is done.
    """

    about: str
    asks: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    diagnoses: CodeSet
    unless: CodeSet


@cache
def untold_signs() -> tuple[Sign, ...]:
    """The table of signs, ``rules/tables/untold_signs.csv``."""
    rows = resource_table("rules/tables/untold_signs.csv", "about", "asks", "signs", "diagnoses", "unless", "source")
    found: list[Sign] = []
    for row in rows:
        groups = tuple(part.partition(":")[::2] for part in row["signs"].split(" + "))
        told = tuple((kind, tuple(words.split("|"))) for kind, words in groups)
        answers = found[-1].diagnoses if row["diagnoses"] == _DITTO else CodeSet.parse(row["diagnoses"])
        found.append(Sign(row["about"], row["asks"], told, answers, CodeSet.parse(row["unless"])))
    return tuple(found)


def untold(_rule: Rule, params: Params) -> Compiled:
    """Signs of treatment and reports that no diagnosis of the page answers: words for a question to the doctor.

    No code is offered. ``but``: words of an order or a report that says there is nothing (``阴性|未见``). Where no such
    source was filled it is not judged.
    """
    negations = tuple(filter(None, params.text("but").split("|")))
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        told = [facts.given[key] for key in _SOURCES if key in facts.given]
        if not told:
            raise UnknownError(NO_EVIDENCE)
        if not facts.all_read:
            return
        items = [t for text in told for t in _ITEM.split(text) if t and not any(word in t for word in negations)]
        asked: set[str] = set()
        for sign in untold_signs():
            if sign.about in asked or any(_is_among(row, sign) for row in (*facts.dx, *facts.px)):
                continue
            words = [next((w for w in group if any(w in item for item in items)), "") for _, group in sign.groups]
            if all(words):
                asked.add(sign.about)
                yield Hit(values={"evidence": "、".join(words), "about": sign.about, "asks": sign.asks})

    return Compiled(judge, reads=ROWS | frozenset(_SOURCES))


def _is_among(row: PageRow, sign: Sign) -> bool:
    return bool(row.code) and (row.lies_in(sign.diagnoses) or row.lies_in(sign.unless))


def lighter_principal(_rule: Rule, params: Params) -> Compiled:
    """The principal diagnosis gives a weight more than ``share`` (percent) above that of another diagnosis of the
    same MDC, present on admission, which fits the main operation or the diagnosis of the outpatient clinic better.

    Choices that would raise the weight are never listed.
    """
    share = float(params.decimal("share") or 30)
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        now, principal = facts.grouping, facts.principal
        if not now.is_grouped or principal is None or not facts.all_read:
            return
        better = [d for d in facts.others if d.code and d.poa == "1" and _fits_better(facts, principal, d)]
        if not better:
            return
        if not facts.reference.tariff.speaks_for(facts.page.text("org_code")) or facts.price.weight is None:
            raise UnknownError("当前费率表没有本地区该组的权重，导入本地区的权重费率表后可判断。")
        for row in better:
            page = facts.page.apply(move_row(facts.page, "diagnosis", row.index, 0))
            other = facts.reference.scheme.group(case_of(page, facts.reference.codes))
            weight = facts.reference.tariff.price(other.drg).weight
            if not other.is_grouped or other.mdc != now.mdc or not weight:
                continue
            above = (facts.price.weight - weight) / weight * 100
            if above > share:
                values = {**principal.words, "pct": f"{above:.0f}", "other": row.raw.strip()}
                yield Hit(0, "principal_dx_code", values, (row.place(),))
                return

    return Compiled(judge, frozenset({"grouping"}))


def _fits_better(facts: Facts, principal: DiagnosisRow, row: DiagnosisRow) -> bool:
    clinic = facts.given.get("op_dx_code", "").strip().upper()[:3]
    if clinic and row.code[:3] == clinic != principal.code[:3]:
        return True
    wanted = reasons_for(facts.px[0]) if facts.px else None
    return wanted is not None and row.lies_in(wanted) and not principal.lies_in(wanted)


KINDS = (
    Kind(
        "mentioned",
        "收费医嘱与编码对照",
        mentioned,
        "第一个栏目（收费、医嘱、检验检查）提到的内容与编码对照",
        "`rows=procedures/diagnoses; way=uncoded/unmentioned; pairs=词|词:编码/词:编码`；给出 `{fee}` `{evidence}`",
    ),
    Kind(
        "without_trace",
        "诊断无诊治痕迹",
        without_trace,
        "其他诊断在收费、医嘱、检验检查中没有痕迹（`tables/treatment_evidence.csv`）；三者都没有提供则不判断",
        "(`codes`) (`if=行条件`) (`lifts=yes` 只问去掉它病组就降档的诊断)；给出 `{drg}` `{lower}`",
    ),
    Kind(
        "untold",
        "有痕迹而无诊断",
        untold,
        "收费、医嘱、检验检查有诊治痕迹而首页没有相应诊断（`tables/untold_signs.csv`）：向医师发问，不给编码；"
        "三者都没有提供则不判断",
        "(`but=词|词` 含这些词的一条不算：阴性、未见)；给出 `{evidence}` `{about}` `{asks}`",
    ),
    Kind(
        "lighter_principal",
        "主要诊断偏高",
        lighter_principal,
        "另一更切合手术或门诊诊断的同MDC诊断作主要诊断，权重低得多（只列降低的，不列升高的）",
        "`share=30`；给出 `{pct}` `{other}`",
    ),
)
