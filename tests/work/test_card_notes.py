"""What our tables say of a code: each sentence with its source, none invented."""

from coding.codes.entry import CodeKind
from coding.work.card_notes import notes_on

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def texts(embedded, code, kind=DX):
    return [note.text for note in notes_on(code, kind, embedded.rules)]


def test_a_combination_is_told_from_each_of_its_sides(embedded):
    assert any("与 K81.0 同时编码，合并为 K80.0" in text for text in texts(embedded, "K80.200"))
    assert any("与 K80.2 同时编码，合并为 K80.0" in text for text in texts(embedded, "K81.000"))
    assert any("K80.2 与 K81.0 的合并编码" in text for text in texts(embedded, "K80.000"))


def test_what_the_doctor_must_say_first_is_told_with_it(embedded):
    assert any(text.endswith("（须医师明确）") for text in texts(embedded, "I10.x00"))


def test_rules_that_name_the_code_are_told_with_their_clause_and_without_gaps_of_a_page(embedded):
    (note,) = [n for n in notes_on("W01.900", DX, embedded.rules) if "不能作主要诊断" in n.text]
    assert note.source.startswith("FP-COD-001 ICD-10")
    for code, kind in (("51.2300", PX), ("J96.000", DX), ("E11.900", DX), ("36.0700", PX)):
        assert not any("{" in text or "【" in text or "……" in text for text in texts(embedded, code, kind))


def test_a_pair_is_told_what_is_said_of_its_dagger_alone(embedded):
    assert not any("水痘" in text for text in texts(embedded, "A17.000+G01*"))
    assert any("水痘" in text for text in texts(embedded, "G01*"))


def test_operations_say_what_is_coded_beside_them_and_what_they_are_done_for(embedded):
    assert any("胆囊、胆管疾病" in text for text in texts(embedded, "51.2300", PX))
    assert any("附加编码" in text for text in texts(embedded, "39.6100", PX))


def test_every_note_has_a_source(embedded):
    for code, kind in (("K80.000", DX), ("E11.200", DX), ("51.2300", PX), ("57.8700", PX)):
        found = notes_on(code, kind, embedded.rules)
        assert found
        assert all(note.text and note.source for note in found)


def test_of_what_is_no_code_nothing_is_said(embedded):
    assert texts(embedded, "<img src=x>") == []
