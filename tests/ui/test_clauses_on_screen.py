"""Whether a clause was read, how sure a rule is, and the class of violation: told where a rule and a finding are shown,
and never in the message.
"""

import re

from coding.page.finding import Dimension, Finding, Place, Severity, Strength
from coding.rules.clauses import Read
from coding.rules.local import embedded_rows
from ui.panels.finding_html import finding_html
from ui.rules.rule_words import basis_html, strength_words, violation_words


def plain(html):
    return re.sub(r"<[^>]+>", " ", html)


def test_each_clause_of_a_rule_says_whether_its_text_was_read():
    told = plain(basis_html("国卫办医发〔2016〕24号 第十条、第十三条; ICD-10 第一卷 C77-C79 注"))
    assert "〔已读原文〕第十条：" in told
    assert "〔未读原文〕第十三条：" in told
    assert "2016-05-31 起施行" in told
    assert "ICD-10 第一卷 C77-C79 注" in told


def test_what_a_hospital_writes_of_its_own_stands_as_it_is():
    assert basis_html("本院 <规定>") == "本院 &lt;规定&gt;"
    assert basis_html("") == ""


def test_a_message_never_says_what_was_read():
    labels = {kind.label for kind in Read if kind is not Read.OWN}
    for row in embedded_rows().values():
        assert not any(label in row[column] for label in labels for column in ("message", "hint", "basis"))


def test_how_sure_a_rule_is_is_told_even_where_it_is_left_blank():
    assert strength_words({"severity": "error"}) == "明确（凭首页即可认定）"
    assert strength_words({"severity": "warning", "strength": ""}) == "可疑（须对照病历）"
    assert strength_words({"severity": "warning", "strength": "clear"}) == "明确（凭首页即可认定）"


def test_a_class_of_violation_is_told_with_what_it_means():
    told = violation_words("分解住院")
    assert told.startswith("分解住院：")
    assert "第三十八条" in told
    assert violation_words("") == ""


def test_a_finding_says_how_sure_it_is_and_what_it_may_stand_for():
    place = Place("ventilator_hours")
    finding = Finding("FP-X", Dimension.CODING, Severity.ERROR, place, "时长不符", "核对", "某条")
    assert "FP-X · 编码 · 可疑" in plain(finding_html(finding))
    assert "可能属于" not in finding_html(finding)
    sure = Finding(
        "FP-X",
        Dimension.CODING,
        Severity.ERROR,
        place,
        "时长不符",
        "核对",
        "",
        strength=Strength.CLEAR,
        violation="高套",
    )
    assert "FP-X · 编码 · 明确" in plain(finding_html(sure))
    assert "可能属于：高套" in plain(finding_html(sure))
