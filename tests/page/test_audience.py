"""What is put before a coder: what she can mend, and what blocks the page whoever mends it."""

from coding.page.audience import CODER, EVERYBODY, shown_to
from coding.page.finding import Dimension, Finding, Place, Severity

ROLES = {"登记": "registration", "编码": "coder", "质控": "officer"}


def found(role, severity):
    return Finding(role, Dimension.ACCURACY, severity, Place("sex"), "性别", "", "")


def seen_by(audience, *findings):
    return shown_to(audience, findings, ROLES.__getitem__)


def test_hints_that_the_registration_has_to_mend_are_not_put_before_a_coder():
    warning, info = found("登记", Severity.WARNING), found("登记", Severity.INFO)
    own = found("编码", Severity.WARNING)
    assert seen_by(CODER, warning, own, info) == ((own,), (warning, info))


def test_an_error_is_shown_to_a_coder_whoever_has_to_mend_it():
    errors = tuple(found(role, Severity.ERROR) for role in ROLES)
    assert seen_by(CODER, *errors) == (errors, ())


def test_a_hint_of_the_quality_office_is_only_for_the_eye_of_a_coder():
    shown, others = seen_by(CODER, found("质控", Severity.WARNING))
    assert shown == (found("质控", Severity.INFO),)
    assert others == ()


def test_what_a_coder_sees_is_ordered_by_gravity_after_it_was_weighed():
    lowered, info = found("质控", Severity.WARNING), found("编码", Severity.INFO)
    warning, error = found("编码", Severity.WARNING), found("编码", Severity.ERROR)
    shown, _ = seen_by(CODER, lowered, info, warning, error)
    assert shown == (error, warning, found("质控", Severity.INFO), info)


def test_whoever_is_not_in_the_table_sees_everything_as_it_was_found():
    findings = (found("登记", Severity.INFO), found("质控", Severity.WARNING), found("编码", Severity.ERROR))
    assert seen_by(EVERYBODY, *findings) == (findings, ())
    assert seen_by("officer", *findings) == (findings, ())
