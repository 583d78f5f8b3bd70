"""What who administers the server reads of the patients, and what the department still finds."""

from dataclasses import replace

import pytest

from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.review.people import Role
from coding.store.kept_reviews import About, Said
from coding.store.kept_worklist import WorklistQuery
from coding.store.store_errors import NotAllowedError, StoreCorruptError, StoreFullError
from db.postgres import connections
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import NOW

NAME, NUMBER, CONTACT, NEW = "欧阳丁秘", "11010119900101123X", "司马戊秘", "司徒己秘"
LATER = "夏侯庚秘"


def everything(ward):
    """All texts of all tables."""
    with ward.cluster.connected(ward.database) as connection:
        asked = (
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'frontpage'::regnamespace AND relkind = 'r'"
        )
        tables = [name for (name,) in connection.execute(asked).fetchall()]
        return "\n".join(str(connection.execute(f"SELECT t.*::text FROM {name} AS t").fetchall()) for name in tables)


@pytest.fixture
def page(ward):
    """A page with names in all corners, edited, spoken of and waived."""
    store = ward.first
    made = make_page("0003", patient_name=NAME, id_no=NUMBER, contact_name=CONTACT, remarks=f"{NAME}转来")
    (page_id,) = store.import_reading(make_reading(made, file="四月.csv")).added
    store.append(page_id, set_field(store.page(page_id), "contact_name", NEW))
    store.append(page_id, set_field(store.page(page_id), "remarks", f"{NAME}，证件 {NUMBER.lower()}"))
    judged(store, page_id)
    store.say(page_id, About.PAGE, "", Said.COMMENT, f"{NAME}的病案请核对，{NUMBER}")
    why = replace(set_field(store.page(page_id), "sex", "2"), reason=f"{NAME}的家属说，见 {NUMBER}")
    store.append(page_id, why)
    store.add_waiver(Waiver("R1", "核对过", "", NOW, field="patient_name", value=NAME), page_id)
    return page_id


def test_no_name_and_no_number_lies_at_the_server(ward, page):
    lying = everything(ward)
    assert "0003" in lying
    assert [secret for secret in (NAME, NUMBER, NUMBER.lower(), CONTACT, NEW) if secret in lying] == []


def test_the_department_reads_all_of_it(ward, page):
    officer = ward.add("wang", Role.OFFICER)
    assert (officer.page(page).text("patient_name"), officer.rows([page])[0].patient_name) == (NAME, NAME)
    assert officer.original(page).text("contact_name") == CONTACT
    (edit,) = officer.history(page)[0].change.edits
    assert (edit.before, edit.after) == (CONTACT, NEW)
    assert NAME in officer.reviews(page)[0].text
    assert officer.history(page)[2].change.reason == f"{NAME}的家属说，见 {NUMBER}"
    assert officer.waivers()[0].waiver.value == NAME
    assert officer.verify().complaints == ()


def test_a_whole_name_is_found_and_no_part_of_it(ward, page):
    found = {
        asked: list(ward.first.worklist(WorklistQuery(asked))) for asked in (NAME, NAME[:2], "0003", "003", "外科")
    }
    assert found == {NAME: [page], NAME[:2]: [], "0003": [page], "003": [page], "外科": [ward.one]}


def test_stays_of_one_person_still_know_each_other(ward, page):
    other = make_page("0004", patient_name=NAME, id_no=NUMBER, admission_datetime="2024-05-01 08:00:00")
    (again,) = ward.first.import_reading(make_reading(other, file="五月.csv")).added
    assert ward.first.neighbours([page])[page] == (again,)


def test_who_sees_no_identities_reads_what_is_left_of_them(ward, page):
    office = ward.add("yi", Role.INSURANCE)
    assert office.page(page).text("patient_name") == "欧**"
    assert office.page(page).text("remarks") == "欧**，证件 110101**"
    shown = str([entry.change for entry in office.history(page)]) + office.reviews(page)[0].text
    assert [secret for secret in (NAME, NUMBER, NUMBER.lower(), CONTACT, NEW) if secret in shown] == []
    assert office.show_identities(page, "核对").text("id_no") == NUMBER


def test_a_cell_that_was_put_in_the_place_of_another_is_told(ward, page):
    with ward.cluster.connected(ward.database) as connection:
        connection.execute(
            "UPDATE frontpage.contents SET current = replace(current, '0003', '0009') WHERE page_id = %s", (page,)
        )
    officer = ward.add("wang", Role.OFFICER)
    with pytest.raises(StoreCorruptError, match="解不开"):
        officer.page(page)


def test_nobody_says_later_that_they_are_in_clear(ward):
    with pytest.raises(NotAllowedError, match="写定"):
        ward.first.set_settings({"server.identities": "clear"})


def test_a_word_about_a_page_that_somebody_else_has_changed_since_hides_whom_it_names_now(ward, page):
    officer = ward.add("wang", Role.OFFICER)
    officer.append(page, set_field(officer.page(page), "contact_name", LATER))
    ward.first.say(page, About.PAGE, "", Said.COMMENT, f"请问{LATER}")
    assert officer.reviews(page)[-1].text == f"请问{LATER}"
    assert LATER not in everything(ward)


def test_a_word_after_a_change_that_did_not_come_to_be_hides_whom_the_page_names(ward, page, monkeypatch):
    def full(*given):
        raise StoreFullError("磁盘满了")

    with monkeypatch.context() as patched:
        patched.setattr(connections, "end_act", full)
        with pytest.raises(StoreFullError):
            ward.first.append(page, set_field(ward.first.page(page), "contact_name", LATER))
    ward.first.say(page, About.PAGE, "", Said.COMMENT, f"请问{NEW}")
    assert NEW not in everything(ward)


def test_a_word_hides_whom_the_page_named_when_it_came(ward, page):
    ward.first.say(page, About.PAGE, "", Said.COMMENT, f"原写{CONTACT}，现写{NEW}")
    assert [said for said in (CONTACT, NEW) if said in everything(ward)] == []
