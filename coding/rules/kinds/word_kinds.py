"""The kind that asks the judge of words against code (``coding.words.fit``) of every row that has both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.edition import insurance_code
from coding.codes.parse import six_place, subcategory
from coding.page.change import Change, ChangeSource
from coding.page.edits import set_row
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.rule import Compiled, Hit, Rule
from coding.words.fit import Verdict, judge_words, same_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.rules.facts import Facts
    from coding.rules.page_rows import PageRow
    from coding.rules.params import Params
    from coding.words.fit import Fit

_SAYS = {"opposite": Verdict.OPPOSITE, "mild": Verdict.MILD, "other_name": Verdict.OTHER_NAME}
_MOST_NAMED = 3
_CAUSE = frozenset({"injury_cause_code", "injury_cause_name"})


def words_against_code(rule: Rule, params: Params) -> Compiled:
    """The words of a row say another thing than its code, in the way that ``says`` names."""
    procedures = params.word("rows", ("diagnoses", "procedures")) == "procedures"
    says = _SAYS[params.word("says", tuple(_SAYS))]
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        library = facts.reference.codes.px if procedures else facts.reference.codes.dx
        for row in facts.px if procedures else facts.dx:
            if row.code and row.name:
                fit = row_fit(facts, row, library)
                if fit.verdict is says:
                    yield _hit(facts, row, fit, library, rule)

    return Compiled(judge, reads=ROWS)


def cause_against_code(_rule: Rule, params: Params) -> Compiled:
    """The words of the external cause name another intent or way than its code."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        name, raw = facts.given.get("injury_cause_name", ""), facts.given.get("injury_cause_code", "")
        if name and raw:
            library = facts.reference.codes.dx
            fit = judge_words(name, insurance_code(facts.page, raw, library.kind, facts.reference.codes, name), library)
            if fit.verdict is Verdict.OPPOSITE:
                said = {"name": name, "code": raw, "std": fit.standard, "differs": fit.differs}
                yield Hit(None, "injury_cause_code", {**said, "right": _right(fit, library)})

    return Compiled(judge, reads=_CAUSE)


def row_fit(facts: Facts, row: PageRow, library: CodeLibrary) -> Fit:
    """What the judge says of a row; a code of the clinical edition is judged by what the crosswalk makes of it."""
    return judge_words(row.name, insurance_code(facts.page, row.raw, library.kind, facts.reference.codes, row.name),
                       library)  # fmt: skip


def _hit(facts: Facts, row: PageRow, fit: Fit, library: CodeLibrary, rule: Rule) -> Hit:
    values = {
        **row.words,
        "std": fit.standard,
        "differs": fit.differs,
        "evidence": fit.evidence,
        "right": _right(fit, library),
    }
    return Hit(row.index, row.place().field, values, (row.place("name"),), _mend(facts, row, fit, library, rule))


def _right(fit: Fit, library: CodeLibrary) -> str:
    """``；应编 I69 脑血管病后遗症``: the row of the table, else the categories; "" where nobody can tell."""
    if fit.better is not None:
        return f"；应为 {fit.better.code} {fit.better.name}"
    if not fit.right:
        return ""
    parts = [part.strip() for part in fit.right.split(",")]
    return "；应编在 " + "、".join(f"{part} {library.name(part)}".strip() for part in parts[:_MOST_NAMED])


def _mend(facts: Facts, row: PageRow, fit: Fit, library: CodeLibrary, rule: Rule) -> tuple[Change, ...]:
    """The code that the words name, where there is just one and it may be submitted."""
    entry = fit.better or _only(fit.right, row.name, library)
    carried = insurance_code(facts.page, row.raw, library.kind, facts.reference.codes, row.name) != row.raw
    if entry is None or entry.grey or carried:
        return ()
    reason = f"“{row.name}”{fit.differs and f'（{fit.differs}）'}：{entry.code} {entry.name}"
    code = {"code": entry.code}
    change = set_row(facts.page, row.group, row.index, code, reason=reason, source=ChangeSource.FINDING, rule=rule.id)
    return (change,)


def _only(right: str, words: str, library: CodeLibrary) -> CodeEntry | None:
    """The one code that may be submitted among those that would be right; else the one whose name the words are."""
    if not right or "," in right or "-" in right:
        return None
    own = library.get(six_place(right)) if subcategory(right) == right else None
    usable = [e for e in (*((own,) if own else ()), *library.children(right)) if not e.grey]
    named = [e for e in usable if same_name(words, e.name, library.kind)]
    found = named or usable
    return found[0] if len(found) == 1 else None


KINDS = (
    Kind(
        "words_against_code",
        "原词与编码",
        words_against_code,
        "原词与编码所指不同（`tables/word_axes.csv`、`word_qualities.csv`、`word_code_opposites.csv`）；编码建议与窗口用同一判断",
        "`rows=diagnoses/procedures; says=opposite/mild/other_name` 性质相反、可能不符、原词是另一编码的标准名称；"
        "给出 `{std}` `{differs}` `{evidence}` `{right}`",
    ),
    Kind(
        "cause_against_code",
        "外因名称与编码",
        cause_against_code,
        "外部原因的名称所说的意图、方式与编码不同（`tables/word_axes.csv`）",
        "无参数；给出 `{name}` `{code}` `{std}` `{differs}` `{right}`",
    ),
)
