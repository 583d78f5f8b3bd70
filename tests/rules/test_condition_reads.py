"""What is told of a condition before any page is seen: its first field, its categories, what it reads and needs."""

import pytest

from coding.rules.expression import compile_expression


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("age_years > 3", "age_years"),
        ("3 < age_years", "age_years"),
        ("not age_years > 3", "age_years"),
        ("age_years > 3 and sex == '1'", "age_years"),
        ("absolute(age_years - los_days) > 3", "age_years"),
        ("matches(sex, '1')", "sex"),
        ("contains(sex, '1')", "sex"),
        ("'a' if age_years > 3 else sex", "age_years"),
        ("filled(sex) and age_years > 3", ""),
        ("has('I10') and age_years > 3", ""),
        ("newborn", ""),
        ("principal.code == sex", ""),
    ],
)
def test_the_field_without_which_a_condition_is_not_asked(text, first):
    assert compile_expression(text).first == first
    assert compile_expression(text, "diagnoses").first == ""


@pytest.mark.parametrize(
    ("text", "each", "triggers"),
    [
        ("has('I10') and op('51.2')", "", 1),
        ("has('A00-A09') and has('I10')", "", {"I10"}),
        ("sex == '1' and has('I10')", "", {"I10"}),
        ("code in codes('I10')", "diagnoses", {"I10"}),
        ("tail in codes('H36')", "diagnoses", {"H36"}),
        ("name in codes('I10')", "diagnoses", None),
        ("sex in codes('I10')", "", None),
        ("any(d.code in codes('I10') for d in diagnoses)", "", {"I10"}),
        ("any(d.poa == '1' for d in diagnoses if d.code in codes('I10'))", "", {"I10"}),
        ("all(d.code in codes('I10') for d in diagnoses)", "", None),
        ("has('I10') or has('E11')", "", {"I10", "E11"}),
        ("sex == '1'", "", None),
    ],
)
def test_the_categories_without_which_a_condition_cannot_hold(text, each, triggers):
    found = compile_expression(text, each).triggers
    assert (len(found) if isinstance(triggers, int) else found) == triggers


@pytest.mark.parametrize(
    ("text", "each", "reads", "needs"),
    [
        ("age_years > 3 and sex == '1'", "", {"age_years", "sex"}, set()),
        ("has('I10')", "", {"diagnosis"}, set()),
        ("op('51')", "", {"procedure"}, set()),
        ("main_op('51')", "", {"procedure"}, set()),
        ("principal.code == '1'", "", {"diagnosis"}, set()),
        ("main.code == '1'", "", {"procedure"}, set()),
        ("code == '1'", "procedures", {"procedure"}, set()),
        ("row.name == '1'", "others", {"diagnosis"}, set()),
        ("any(i.type == '1' for i in icus)", "", {"intensive_care"}, set()),
        ("any(filled(d.code) for d in others)", "", {"diagnosis"}, set()),
        ("filled(date)", "procedures", {"procedure"}, set()),
        ("filled(op_code)", "", {"procedure"}, set()),
        ("filled(sex)", "", {"sex"}, set()),
        ("drg == 'A'", "", {"grouping"}, {"grouping"}),
        ("now > birth_date", "", {"birth_date"}, {"as_of"}),
        ("stay_days > 3", "", {"admission_datetime", "admission_hour", "discharge_datetime", "discharge_hour"}, set()),
        ("rw > 1", "", {"price", "org_code"}, set()),
        ("multiple > 3 and balance < 0", "", {"price", "org_code"}, set()),
        ("pathology == '1'", "", {"pathology_code"}, set()),
        ("newborn", "", {"age_years", "age_days"}, set()),
        ("dx_names == op_names", "", {"diagnosis", "procedure"}, set()),
    ],
)
def test_what_a_condition_reads_and_needs(text, each, reads, needs):
    compiled = compile_expression(text, each)
    assert compiled.reads == reads
    assert compiled.needs == needs
