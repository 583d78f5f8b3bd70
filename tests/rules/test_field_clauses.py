"""The clause of a field is that of the rule that asks for it, and one that the table of clauses holds."""

from coding.rules.clauses import citations
from coding.rules.field_clauses import clause_of_field, short_clause


def test_a_field_is_cited_as_its_rule_cites():
    assert clause_of_field("los_days") == "卫医政发〔2011〕84号 附件2 二（十九）"
    assert all(one.clauses for one in citations(clause_of_field("los_days")))


def test_a_field_that_no_rule_asks_for_has_none():
    assert clause_of_field("intern_physician") == ""
    assert clause_of_field("no such field") == ""


def test_the_title_is_left_out_where_there_is_a_number():
    assert short_clause("卫医政发〔2011〕84号 附件2《住院病案首页部分项目填写说明》") == "卫医政发〔2011〕84号 附件2"
    assert short_clause("《疾病分类与代码》GB/T 14396-2016") == "《疾病分类与代码》GB/T 14396-2016"
