"""Whoever sees pages without identities is told nothing that only the stars are to blame for."""

from datetime import datetime

from coding.examine.examine import examine
from coding.page.context import Context
from coding.review.masks import identity_fields, masked
from coding.work.masked_seeing import without_identities
from tests.db.conftest import make_page

CONTEXT = Context(as_of=datetime(2026, 11, 2, 9))


def test_stars_are_no_findings_and_what_they_hide_is_not_judged(embedded):
    page = make_page(id_no="110101198003070010", sex="1", birth_date="1980-03-07", current_phone="13800000000")
    plain = examine(page, embedded, CONTEXT)
    starred = examine(masked(page), embedded, CONTEXT)
    shown = without_identities(starred, embedded.of(page).rules)
    assert {f.rule for f in shown.findings} <= {f.rule for f in plain.findings}
    assert not any(f.place.field in identity_fields() for f in shown.findings)
    blamed = {f.rule for f in starred.findings} - {f.rule for f in shown.findings}
    assert blamed, "a masked number is no number: the rules would have said so"
    assert blamed <= {one.rule for one in shown.not_judged}


def test_what_does_not_rest_on_identities_is_told_as_to_everybody(embedded):
    page = make_page(sex="9", discharge_datetime="2024-02-01 10:00:00")
    plain = {f.rule for f in examine(page, embedded, CONTEXT).findings if f.place.field not in identity_fields()}
    shown = without_identities(examine(masked(page), embedded, CONTEXT), embedded.of(page).rules)
    assert {f.rule for f in shown.findings} >= {rule for rule in plain if not rule.startswith("FP-CMP")}
