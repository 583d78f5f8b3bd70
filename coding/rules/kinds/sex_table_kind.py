"""The kind that asks the bureau's table of codes of one sex (两库), which a hospital imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.page.finding import Place
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import change_of_sex
from coding.rules.rule import Compiled, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.params import Params
    from coding.rules.rule_value import Value

_SEX_WORDS = {"1": "男性", "2": "女性"}


def sex_by_table(rule: Rule, params: Params) -> Compiled:
    """Codes that the imported table gives to the other sex, on ``rows``; silent where no table was imported."""
    rows = params.word("rows", ("diagnoses", "procedures"))
    params.done()
    kind = CodeKind.PROCEDURE if rows == "procedures" else CodeKind.DIAGNOSIS

    def judge(facts: Facts) -> Iterator[Hit]:
        table, sex = facts.reference.sex_table, facts.value("sex")
        if table is None or sex not in _SEX_WORDS:
            return
        for row in facts.rows(rows):
            entry = table.entry(row.code, kind) if row.code else None
            if entry is not None and entry.sex != sex:
                told: dict[str, Value] = {
                    "table": table.title,
                    "line": entry.line,
                    "only": _SEX_WORDS[entry.sex],
                    "told_sex": _SEX_WORDS[str(sex)],
                }
                changes = change_of_sex(facts, str(sex), rule)
                yield Hit(row.index, row.place().field, {**row.words, **told}, (Place("sex"),), changes)

    def is_asked(facts: Facts) -> bool:
        return facts.reference.sex_table is not None

    reads = frozenset({"sex", "diagnosis" if kind is CodeKind.DIAGNOSIS else "procedure", "id_no", "id_type"})
    return Compiled(judge, test=is_asked, reads=reads)


KINDS = (
    Kind(
        "sex_by_table",
        "性别与对照表",
        sex_by_table,
        "编码在导入的性别对照表（两库）中只用于另一性别；没有导入对照表时不判断也不提示",
        "`rows=diagnoses/procedures`；给出 `{table}` `{line}` `{only}` `{told_sex}`",
    ),
)
