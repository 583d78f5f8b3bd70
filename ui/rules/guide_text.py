"""How a rule is written, in the words of the screen: made of the kinds and of the words of the language of rules."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from coding.rules.kinds.catalogue import KINDS
from coding.rules.rule_language import condition_words, names_in_words, spoken
from ui.theme.theme import current_theme

_LEAD: Final = (
    "一条规则读几个栏目，第一个是报错的栏目；种类说怎样判断，参数说按什么判断。",
    "栏目写在「」里，从“栏目表”双击取用。参数写成 名称=值，几个参数用分号隔开。",
    "读取栏目后面加问号：有则参考，没有也照样判断；两个栏目之间加 | ：有一个即可。",
    "前提条件不成立时不判断；提示语里的 {现值}、{编码}、{栏目名} 报出时换成该病案的内容。",
    "编码范围：C00-C97, N39.0, !D47.3，写几位比到几位，! 表示除外；@星号类目 等是起了名字的集合。",
    "示例：诊断=K40.900 腹股沟疝 | 「性别」=1，几项用 | 隔开；第一个诊断是主要诊断。",
    "保存前先看下方的判断，再试运行：不保存，也不改动任何病案。",
)
_EXAMPLE: Final = 'if=age_years >= 60 and has("K40") and blank(drug_allergy_flag)'


def guide_html() -> str:
    """The whole guide as rich text."""
    muted = current_theme().colours.text_muted
    lead = "".join(f"<p>{escape(line)}</p>" for line in _LEAD)
    kinds = "".join(
        f"<tr><td style='padding:3px 12px 3px 0' valign='top'><b>{escape(kind.title)}</b></td>"
        f"<td style='padding:3px 0'>{escape(_plain(kind.tells))}"
        f"<br><span style='color:{muted}'>{escape(params_words(kind.params))}</span></td></tr>"
        for kind in KINDS.values()
    )
    words = "、".join(condition_words())
    return (
        f"<h3>怎样写</h3>{lead}<h3>种类和参数（括号里的可以不写）</h3><table width='100%'>{kinds}</table>"
        f"<h3>条件里可以用的词</h3><p>{escape(words)}</p><p>例如：{escape(spoken('params', _EXAMPLE))}</p>"
    )


def params_words(text: str) -> str:
    """The parameters of a kind as its table tells them, in the words of the screen."""

    def turn(match: re.Match[str]) -> str:
        if match[1].startswith("{"):
            return spoken("message", match[1])
        return "; ".join(_param(part) for part in match[1].split(";"))

    return _plain(re.sub(r"`([^`]*)`", turn, text))


def _param(part: str) -> str:
    part = part.strip()
    return spoken("params", part) if "=" in part else spoken("params", f"{part}=").rstrip("=")


def _plain(text: str) -> str:
    """Without the names of files, which nobody sees on the screen."""
    return names_in_words(re.sub(r"（[^（）]*\.csv[^（）]*）|`", "", text).replace("\\|", "|"))
