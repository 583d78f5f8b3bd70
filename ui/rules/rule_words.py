"""Rules in the words of the screen: what a column is called, what an edit altered, how a rule reads."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coding.page.fields import field_catalogue
from coding.page.finding import Dimension, Severity
from coding.rules.clauses import Clause, citations
from coding.rules.kinds.catalogue import kind_title
from coding.rules.local import MOMENTS, ROLES, STRENGTHS, Row, embedded_rows
from coding.rules.row_words import rule_sentences
from coding.rules.rule_book import strength_meant
from coding.rules.rule_language import spoken
from coding.rules.rule_rows import rows_of
from coding.rules.violations import violations
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.rules.rule_rows import RuleRows
    from coding.store.store import RuleEdit
    from coding.work.rule_lines import RuleLine

COLUMN_WORDS: Mapping[str, str] = {
    "id": "编号",
    "dimension": "维度",
    "severity": "级别",
    "on": "启用",
    "fields": "读取栏目",
    "kind": "种类",
    "params": "参数",
    "when": "前提条件",
    "message": "提示语",
    "hint": "修改建议",
    "basis": "依据",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "moment": "时机",
    "role": "由谁改",
    "yields_to": "让位于",
    "fails": "不合格示例",
    "passes": "合格示例",
    "near": "临界示例",
    "strength": "把握",
    "violation": "违规类别",
}
ORIGINS: Mapping[str, str] = {"embedded": "内置", "altered": "本院改过", "own": "本院自加"}
DIMENSIONS: Mapping[str, str] = {d.value: d.label for d in Dimension}
SEVERITIES: Mapping[str, str] = {s.value: s.label for s in Severity}


def value_word(column: str, text: str) -> str:
    """A cell of a row as it is read: 提示 for warning."""
    match column:
        case "dimension":
            return DIMENSIONS.get(text, text)
        case "severity":
            return SEVERITIES.get(text, text)
        case "on":
            return "启用" if text == "1" else "停用"
        case "kind":
            return kind_title(text)
        case "moment":
            return MOMENTS.get(text or "typing", text)
        case "role":
            return ROLES.get(text or "coder", text)
        case "strength":
            return STRENGTHS.get(text, text) or "按级别"
        case "fields":
            return fields_words(text)
    return spoken(column, text)


def fields_words(text: str) -> str:
    """The fields that a rule reads, by their labels."""
    catalogue = field_catalogue()
    items = []
    for item in text.split():
        labels = "或".join(catalogue.label(key) for key in item.rstrip("?").split("|"))
        items.append(f"{labels}（有则参考）" if item.endswith("?") else labels)
    return "、".join(items)


def edit_words(before: Row | None, after: Row | None) -> str:
    """What one edit altered: 级别：提示 → 信息."""
    if after is None:
        return "删除本规则"
    if before is None:
        return "新增本规则"
    rows = rows_words(before, after)
    columns = [c for c in COLUMN_WORDS if not (rows and c in _ROWS_SAY)]
    changes = [(c, value_word(c, before.get(c, "")), value_word(c, after.get(c, ""))) for c in columns]
    parts = [f"{COLUMN_WORDS[c]}：{old or '（空）'} → {new or '（空）'}" for c, old, new in changes if old != new]
    return "；".join((*rows, *parts)) or "内容未变"


#: What the rows of a rule say in words: not told a second time as text.
_ROWS_SAY = ("params", "fields")


def rows_words(before: Row, after: Row) -> list[str]:
    """Which rows of its condition an edit took away and brought; [] where none, or where rows cannot show the rule."""
    if before.get("params") == after.get("params"):
        return []
    old, new = rows_of(before), rows_of(after)
    if isinstance(old, str) or isinstance(new, str) or _beside(old) != _beside(new):
        return []
    gone, come = rule_sentences(old), rule_sentences(new)
    return [
        *(f"条件删去“{sentence}”" for sentence in gone if sentence not in come),
        *(f"条件加上“{sentence}”" for sentence in come if sentence not in gone),
    ]


def history_words(edits: list[RuleEdit]) -> list[str]:
    """What each edit of one rule altered, in their order."""
    words: list[str] = []
    base = embedded_rows().get(edits[0].rule) if edits else None
    before = base
    for edit in edits:
        after = base if edit.columns is None else {**(base or {}), **edit.columns, "id": edit.rule}
        words.append(edit_words(before, after))
        before = after
    return words


def _beside(rows: RuleRows) -> dict[str, str]:
    """The parameters that no row tells."""
    return {name: value for name, value in rows.params if name not in ("if", "each")}


def basis_html(basis: str) -> str:
    """What a rule rests on, a citation a line, with what each clause says and whether we have read its text."""
    muted = f"color:{current_theme().colours.text_muted}"
    lines = []
    for citation in citations(basis):
        told = "".join(f"<br><span style='{muted}'>{escape(_clause_words(one))}</span>" for one in citation.clauses)
        lines.append(escape(citation.text) + told)
    return "<br>".join(lines)


def _clause_words(clause: Clause) -> str:
    days = "".join((f"{clause.since} 起" if clause.since else "", f"至 {clause.until}" if clause.until else ""))
    named = f"{clause.article}：" if clause.article else ""
    return f"〔{clause.read.label}〕{named}{clause.sense}{f'（{days}施行）' if days else ''}"


def strength_words(row: Row) -> str:
    """How sure a rule is of what it finds."""
    meant = row.get("strength", "") or strength_meant(Severity(row["severity"]))
    why = {"clear": "凭首页即可认定", "suspected": "须对照病历"}[meant]
    return f"{STRENGTHS[meant]}（{why}）"


def violation_words(name: str) -> str:
    """A class of violation with what it means and the clauses it rests on; "" for none."""
    one = violations().get(name)
    return name if one is None else f"{one.name}：{one.sense}（{one.basis}）"


def precision_text(line: RuleLine) -> str:
    """98% of what officers looked at was right; empty where nobody has looked at what it found."""
    return "" if line.precision is None else f"{line.precision:.0%}"


def rule_html(line: RuleLine) -> str:
    """All that is to be known of a rule, as rich text."""
    c = current_theme().colours
    row = line.row
    muted = f"color:{c.text_muted}"
    base = embedded_rows().get(line.id)

    def cell(column: str, text: str) -> str:
        given = row.get(column, "")
        changed = base is not None and value_word(column, base.get(column, "")) != value_word(column, given)
        was = (
            f"<br><span style='{muted}'>内置：{escape(value_word(column, base.get(column, '')) or '（空）')}</span>"
            if changed
            else ""
        )
        return (
            f"<tr><td style='{muted}; padding:2px 12px 2px 0' valign='top' width='72'>{COLUMN_WORDS[column]}</td>"
            f"<td style='padding:2px 0'>{text}{was}</td></tr>"
        )

    def code(column: str) -> str:
        text = spoken(column, row.get(column, ""))
        return escape(text) if text else ""

    state = f"{value_word('on', row['on'])} · {ORIGINS[line.origin]} · {value_word('severity', row['severity'])}"
    head = f"<p><b>{escape(line.id)}</b>　{escape(state)}</p><p><b>{escape(spoken('message', row['message']))}</b></p>"
    if line.trouble:
        head += f"<p style='color:{c.error}'>没有生效：{escape(line.trouble)}</p>"
    fired = line.fired
    if fired.findings:
        told = f"{fired.pages:,} 份病案触发 {fired.findings:,} 次；"
        waived = f"豁免 {fired.waived:,} 次，" if fired.waived else ""
        if line.precision is None:
            told += f"{waived}质控员还没有看过，不计准确率"
        else:
            looked = line.looked.right + line.looked.wrong
            told += f"{waived}质控员看过 {looked:,} 条，认可 {line.looked.right:,} 条，准确率 {line.precision:.0%}"
    else:
        told = "现有病案没有触发" if line.is_on else "停用中；可在“试运行”中看它会触发多少"
    valid = " 至 ".join((row["valid_from"] or "不限", row["valid_to"] or "不限"))
    parts = [
        cell("dimension", escape(value_word("dimension", row["dimension"]))),
        cell("hint", escape(spoken("hint", row["hint"]))),
        cell("basis", basis_html(row["basis"])),
        cell("strength", escape(strength_words(row))),
        cell("violation", escape(violation_words(row.get("violation", "")))),
        cell("fields", escape(fields_words(row["fields"]))),
        cell("kind", escape(kind_title(row["kind"]))),
        cell("params", _rows_html(row) + code("params")),
        cell("when", code("when")),
        cell("valid_from", escape(f"出院日期 {valid}")),
        cell("moment", escape(value_word("moment", row["moment"]))),
        cell("role", escape(value_word("role", row["role"]))),
        cell("yields_to", escape(row["yields_to"])),
        cell("fails", code("fails")),
        cell("passes", code("passes")),
        cell("near", code("near")),
    ]
    table = "".join(p for p, column in zip(parts, _ORDER, strict=True) if row.get(column) or column in _ALWAYS)
    return f"{head}<p style='{muted}'>{told}</p><table width='100%'>{table}</table>"


def _rows_html(row: Row) -> str:
    """The condition in the words of the rows, above the same as it is written; "" where rows cannot show it."""
    rows = rows_of(row)
    if isinstance(rows, str) or rows.condition is None:
        return ""
    muted = current_theme().colours.text_muted
    told = "<br>".join(escape(sentence) for sentence in rule_sentences(rows))
    return f"{told}<br><span style='color:{muted}'>写法：</span>"


#: Told even where the column is blank: the blank has a meaning.
_ALWAYS = ("strength", "valid_from", "moment", "role")
_ORDER = (
    "dimension", "hint", "basis", "strength", "violation", "fields", "kind", "params", "when", "valid_from", "moment",
    "role", "yields_to", "fails", "passes", "near",
)  # fmt: skip
