"""The doctors' words on all pages of a store."""

from coding.codes.entry import CodeKind
from coding.page.edits import set_field
from coding.work.hospital_words import hospital_words


def test_words_are_counted_as_the_doctors_wrote_them(costed):
    one = costed.worklist()[0]
    costed.append(one, set_field(costed.page(one), "principal_dx_name", "标准名称"))
    assert hospital_words(costed, CodeKind.DIAGNOSIS) == {"胆囊结石伴急性胆囊炎": 4, "高血压": 4}
    assert hospital_words(costed, CodeKind.PROCEDURE) == {"腹腔镜下胆囊切除术": 4}
