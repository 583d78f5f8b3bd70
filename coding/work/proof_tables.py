"""A proof against an insurer as tables: the same rows for the window, the CSV files and the workbook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.drg.amendments import amendments_of
from coding.drg.insurer_records import Comparability, wilson
from coding.reports.proof_book import ProofSheet, write_proof_book
from coding.work.insurer_proof import MOST_DIFFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from coding.drg.insurer_records import Agreement, Difference, InsurerRecord
    from coding.drg.rule_mend import ScoredMend
    from coding.work.insurer_proof import Proof

Cell = str | int | float
Row = tuple[Cell, ...]
#: What a proof writes into its folder.
RESULTS: Final = ("agreement.csv", "differences.csv", "pages.csv", "mends.csv", "summary.json", "proof.xlsx")
_AGREEMENT: Final = ("level", "code", "name", "records", "same_mdc", "same_adrg", "same_drg", "share", "low", "high")
_DIFFERENCES: Final = ("rank", "ours", "ours_name", "insurer", "insurer_name", "differs_at", "count", "case_nos")
_PAGES: Final = (
    "file", "row", "case_no", "compared", "differs_at", "status", "mdc", "adrg", "drg", "insurer", "insurer_drg",
)  # fmt: skip
_MENDS: Final = (
    "rank", "kind", "change", "places", "supported", "for", "against", "net", "evidence", "examples_for",
    "examples_against", "amendments",
)  # fmt: skip
#: So many record numbers stand in one cell; all of them stand in pages.csv.
_NAMED: Final = 200
#: Rows of a family that stand in one cell; all of them are written when it is taken over.
_ROWS_SHOWN: Final = 3
_LEVELS: Final = {"all": "全部", "MDC": "MDC", "ADRG": "ADRG", "DRG": "DRG"}


def agreement_rows(proof: Proof) -> list[Row]:
    """A row a scope: level, code, name, records, same at each level, share with its interval."""
    return [_agreement(one) for one in proof.agreements]


def _agreement(one: Agreement) -> Row:
    low, high = one.interval
    figures = (one.records, one.same_mdc, one.same_adrg, one.same_drg, round(one.share, 4))
    return (one.level, one.code, one.name, *figures, round(low, 4), round(high, 4))


def difference_rows(differences: Sequence[Difference], named: int = _NAMED) -> list[Row]:
    """A row a pair of groups: rank, ours, theirs, where they part, records, record numbers."""
    return [
        (
            rank,
            one.ours.drg,
            one.ours.name or one.ours.status.value,
            one.theirs.drg,
            one.theirs.name or one.theirs.status.value,
            one.level.value,
            len(one.records),
            numbers(one.records, named),
        )
        for rank, one in enumerate(differences, 1)
    ]


def numbers(records: Sequence[InsurerRecord], named: int) -> str:
    """The numbers of records, the first of them where there are too many."""
    shown = "|".join(record.number or f"第{record.row}行" for record in records[:named])
    return f"{shown} 等 {len(records)} 份" if len(records) > named else shown


def mend_rows(proof: Proof) -> list[Row]:
    """A row a change: rank, kind, words, places and how many have records for it, for, against, net, examples, rows."""
    return [_mend(proof, rank, one) for rank, one in enumerate(proof.search.found, 1)]


def _mend(proof: Proof, rank: int, one: ScoredMend) -> Row:
    return (
        rank,
        one.mend.kind.value,
        one.mend.words,
        len(one.mend.amendments),
        proof.supported(one) if one.mend.is_family else 1,
        len(one.mended),
        len(one.broken),
        one.net,
        "证据不足" if one.is_thin else "",
        numbers(proof.examples(one.mended), 5),
        numbers(proof.examples(one.broken), 5),
        "；".join(row.words for row in one.mend.amendments[:_ROWS_SHOWN])
        + (f" 等 {len(one.mend.amendments)} 处" if len(one.mend.amendments) > _ROWS_SHOWN else ""),
    )


def page_rows(proof: Proof) -> Iterable[tuple[str, ...]]:
    """A row a record, rows that could not be read after them."""
    for one in proof.records:
        differs = one.differs_at.value if one.comparability is Comparability.JUDGED else ""
        theirs = one.theirs.drg if one.theirs else ""
        ours = one.ours
        place = (one.file, str(one.row), one.number, one.comparability.value, differs)
        yield (*place, ours.status.value, ours.mdc, ours.adrg, ours.drg, one.said, theirs)
    for reject in proof.rejects:
        yield (reject.file, str(reject.row), reject.case_no, f"行读不出：{reject.reason}", *[""] * (len(_PAGES) - 4))


def sentences(proof: Proof) -> list[str]:
    """The whole in some sentences: for a terminal, a dialog and the first sheet."""
    whole = proof.whole
    told = [f"分组方案：{proof.scheme.title}{_amended(proof)}。文件：{'、'.join(proof.files)}。"]
    if whole.records:
        told.append(
            f"已比较 {whole.records:,} 份：{'；'.join(f'{name} 一致 {said}' for name, said in shares(proof))}。"
        )
    else:
        told.append("没有一份能与医保病组比较：请看下面的原因。")
    if proof.not_judged:
        reasons = "、".join(f"{why} {count:,}" for why, count in proof.not_judged.items())
        told.append(f"没有比较（不计入一致率）：{reasons}。")
    told += _mends_told(proof)
    told.append("分组与医保一致不等于编码正确；改动只改本院的方案，不改任何病案。")
    return told


def _amended(proof: Proof) -> str:
    held = amendments_of(proof.scheme.pack)
    return f"（经本地更正 {len(held)} 处）" if held else ""


def shares(proof: Proof) -> list[tuple[str, str]]:
    """MDC, ADRG, DRG with the count and share of records that agree, the interval with the last."""
    whole = proof.whole
    found = []
    for name, same in (("MDC", whole.same_mdc), ("ADRG", whole.same_adrg), ("DRG", whole.same_drg)):
        low, high = wilson(same, whole.records)
        share = same / whole.records if whole.records else 0
        found.append((name, f"{same:,} 份 {share:.2%}（95% 区间 {low:.2%}–{high:.2%}）"))
    return found


def _mends_told(proof: Proof) -> list[str]:
    search = proof.search
    if not search.differing:
        return ["比较的各份全部一致。"] if proof.whole.records else []
    if not search.tried:
        return [f"{search.differing:,} 份不一致；没有哪一处改动单独能使其中任何一份一致，请逐份核对。"]
    if not search.found:
        return [f"{search.differing:,} 份不一致，试过 {search.tried} 种改法，没有一种改对的多于改错的。"]
    best = search.found[0]
    told = f"净改对最多的一种改法：{best.mend.words}，净 {best.net:,} 份（{best.evidence}）。"
    if search.untried:
        told += f"另有 {search.untried:,} 种支持更少的改法没有逐一计算。"
    return [told]


def summary(proof: Proof, seconds: float) -> dict[str, Any]:
    """The figures for other programs."""
    whole = proof.whole
    same = {"mdc": whole.same_mdc, "adrg": whole.same_adrg, "drg": whole.same_drg}
    agreement = {}
    for level, count in same.items():
        low, high = wilson(count, whole.records)
        share = round(count / whole.records, 6) if whole.records else None
        agreement[level] = {"same": count, "share": share, "low": round(low, 6), "high": round(high, 6)}
    return {
        "files": list(proof.files),
        "scheme": proof.scheme.title,
        "scheme_stamp": proof.scheme.stamp,
        "amendments": len(amendments_of(proof.scheme.pack)),
        "knowledge": proof.knowledge,
        "seconds": round(seconds, 1),
        "records": len(proof.records) + len(proof.rejects) + proof.other_days,
        "compared": whole.records,
        "not_compared": proof.not_judged,
        "agreement": agreement,
        "differing": proof.search.differing,
        "pairs": len(proof.differences),
        "mends_tried": proof.search.tried,
        "mends_not_tried": proof.search.untried,
        "mends": [
            {
                "change": one.mend.words,
                "for": len(one.mended),
                "against": len(one.broken),
                "net": one.net,
                "thin": one.is_thin,
            }
            for one in proof.search.found[:MOST_DIFFERENCES]
        ],
    }


def write_results(out: Path, proof: Proof, seconds: float) -> None:
    """All files of a proof, which took so many seconds, into a folder. Raises UnusableInputError."""
    _csv(out / "agreement.csv", _AGREEMENT, agreement_rows(proof))
    _csv(out / "differences.csv", _DIFFERENCES, difference_rows(proof.differences))
    _csv(out / "mends.csv", _MENDS, mend_rows(proof))
    _csv(out / "pages.csv", _PAGES, page_rows(proof))
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary(proof, seconds), file, ensure_ascii=False, indent=2)
    write_book(out / "proof.xlsx", proof)


def _csv(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with whole_file(path) as file:
        file.write(people_line(header) + "\r\n")
        file.writelines(people_line([str(cell) for cell in row]) + "\r\n" for row in rows)


def write_book(path: Path, proof: Proof) -> None:
    """The workbook that goes to the director or the insurer. Raises UnusableInputError."""
    write_proof_book(path, "与医保结算结果核对", sentences(proof), _sheets(proof))


def _sheets(proof: Proof) -> list[ProofSheet]:
    mends = [_apart(row) for row in mend_rows(proof)]
    judged = [one for one in proof.records if one.comparability is not Comparability.JUDGED]
    return [
        ProofSheet(
            "二十大差异",
            ("序号", "本方案病组", "名称", "医保病组", "名称", "差在", "份数", "病案号"),
            (6, 12, 40, 10, 40, 8, 8, 60),
            [_apart(row) for row in difference_rows(proof.differences[:MOST_DIFFERENCES])],
        ),
        ProofSheet(
            "改一条规则",
            (
                "序号",
                "种类",
                "改法",
                "处数",
                "有记录的处数",
                "支持",
                "反对",
                "净改对",
                "证据",
                "支持的例子",
                "反对的例子",
                "更正各条",
            ),
            (6, 14, 52, 8, 8, 8, 8, 8, 10, 26, 26, 44),
            mends,
        ),
        ProofSheet(
            "一致率",
            ("层级", "编码", "名称", "份数", "MDC一致", "ADRG一致", "DRG一致", "DRG一致率", "区间下限", "区间上限"),
            (8, 10, 40, 8, 10, 10, 10, 10, 10, 10),
            [(_LEVELS[str(row[0])], *row[1:]) for row in agreement_rows(proof)],
            frozenset({7, 8, 9}),
        ),
        ProofSheet(
            "没有比较",
            ("文件", "数据行", "病案号", "原因", "医保病组一列"),
            (30, 8, 20, 40, 30),
            [(one.file, one.row, one.number, one.comparability.value, one.said) for one in judged]
            + [(r.file, r.row, r.case_no, f"行读不出：{r.reason}", "") for r in proof.rejects],
        ),
    ]


def _apart(row: Row) -> Row:
    """The record numbers of a row as people write them."""
    return tuple(cell.replace("|", "、") if isinstance(cell, str) else cell for cell in row)
