"""The citizen's identity number (GB 11643): shape, check character, birth date, sex, region."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from coding.page.change import Change, ChangeSource
from coding.page.edits import set_field
from coding.page.fields import field_catalogue, is_blank
from coding.page.finding import Place
from coding.rules.facts import NOTHING, Facts
from coding.rules.kind import Kind
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import UnjudgedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.page.front_page import FrontPage
    from coding.rules.params import Params

#: What is read of a page to tell what its card says of the patient.
CARD_READS = frozenset({"id_no", "id_type", "birth_date", "age_years", "admission_datetime"})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_BIRTH = date(1900, 1, 1)
#: A guardian's card on a newborn's page: its holder was born at least this many years before the child.
_GUARDIAN_YEARS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """A number that has the shape of an identity card: 18 (or, until 2012, 15) places."""

    text: str

    @property
    def is_long(self) -> bool:
        """True for the number of 18 places."""
        return len(self.text) == 18

    @property
    def check_is_right(self) -> bool:
        """ISO 7064 mod 11-2 over the first 17 digits; the old number has no check character."""
        return not self.is_long or check_character(self.text[:17]) == self.text[17]

    @property
    def birth(self) -> date | None:
        """The date of birth in it, None when it is no date."""
        digits = self.text[6:14] if self.is_long else "19" + self.text[6:12]
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None

    @property
    def sex(self) -> str:
        """1 male (odd), 2 female (even)."""
        return "1" if int(self.text[16 if self.is_long else 14]) % 2 else "2"


@lru_cache(maxsize=4096)
def check_character(digits: str) -> str:
    """The check character for 17 digits."""
    return _CHECKS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


@lru_cache(maxsize=4096)
def read_card(text: str) -> Card | None:
    """The number of an identity card, or None when length or characters are wrong."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    long = len(text) == 18 and text[:17].isdigit() and (text[17].isdigit() or text[17] == "X")
    return Card(text) if text.isascii() and (long or (len(text) == 15 and text.isdigit())) else None


def stated_number(facts: Facts) -> str:
    """The number on the page when it is an identity card's; "" for a dash, 无, or another kind of document."""
    known = facts.reckoned.get(_NUMBER)
    if known is None:
        known = facts.reckoned[_NUMBER] = _stated_number(facts)
    return str(known)


#: Under which the number is kept that many rules ask for.
_NUMBER = object()


def _stated_number(facts: Facts) -> str:
    text = facts.page.values.get("id_no", "")
    kind = facts.page.values.get("id_type", "").strip()
    if is_blank(text) or text.strip() in NOTHING or (not is_blank(kind) and kind not in ("1", "01")):
        return ""
    return text.strip()


def is_patients_own(page: FrontPage, card: Card) -> bool:
    """False on an infant's page, and where the holder was born long before the patient: a guardian's card."""
    birth, born = page.date("birth_date"), card.birth
    is_elder = birth is not None and born is not None and birth.year - born.year >= _GUARDIAN_YEARS
    return page.number("age_years") != 0 and not is_elder


def is_guardians(facts: Facts, card: Card) -> bool:
    """True when the card must be a guardian's: an infant's page, and its holder born long before."""
    birth, born = facts.page.date("birth_date"), card.birth
    years = facts.page.number("age_years")
    infant = years == 0 if years is not None else facts.maybe_newborn
    return bool(infant and birth and born and birth.year - born.year >= _GUARDIAN_YEARS)


def sex_of_card(facts: Facts) -> str | None:
    """The sex that a sound card of the patient's own says; None when there is none."""
    card = read_card(stated_number(facts)) if stated_number(facts) else None
    if card is None or not card.check_is_right or card.birth is None or is_guardians(facts, card):
        return None
    return card.sex


def identity_card(rule: Rule, params: Params) -> Compiled:
    """``check``: shape, checksum, region, birth (its date is possible), birth_date or sex (agrees with the page)."""
    check = params.word("check", tuple(_CHECKS_BY_NAME))
    params.done()
    judge_card = _CHECKS_BY_NAME[check]

    is_shape = check == "shape"

    def judge(facts: Facts) -> Iterator[Hit]:
        text = stated_number(facts)
        if is_shape:
            if not _has_another_document(facts):
                yield Hit(values={"len": len(text)})
        elif (card := read_card(text)) is not None:
            yield from judge_card(facts, card, rule)

    def test(facts: Facts) -> bool:
        if _is_in_order(facts, rule):
            return False
        text = stated_number(facts)
        return text != "" and is_shape == (read_card(text) is None)

    return Compiled(judge, test=test)


def _is_in_order(facts: Facts, rule: Rule) -> bool:
    """Whether no check has anything to say of the card: so are nearly all, and each check asks it."""
    known = facts.reckoned.get(_IN_ORDER)
    if known is None:
        text = stated_number(facts)
        known = facts.reckoned[_IN_ORDER] = bool(text) and _passes_all(facts, text, rule)
    return known is True


#: Under which it is kept that the card is in order.
_IN_ORDER = object()


def _passes_all(facts: Facts, text: str, rule: Rule) -> bool:
    card = read_card(text)
    try:
        return card is not None and not any(hits for check in _ALL_CHECKS for hits in check(facts, card, rule))
    except UnjudgedError:
        return False


def _has_another_document(facts: Facts) -> bool:
    """Foreigners, people of Hong Kong, Macau and Taiwan and soldiers, where the source does not say the document."""
    nationality = facts.given.get("nationality", "156").strip()
    return nationality not in ("156", "中国", "CHN") or facts.given.get("occupation", "").strip() == "37"


def change_by_card(facts: Facts, key: str, rule: Rule) -> Change | None:
    """The Change that puts the birth date or the sex of the patient's own sound card on the page; None without one."""
    card = read_card(stated_number(facts)) if stated_number(facts) else None
    admitted = facts.page.date("admission_datetime")
    if card is None or not card.check_is_right or card.birth is None or not is_patients_own(facts.page, card):
        return None
    if card.birth < _FIRST_BIRTH or (admitted is not None and card.birth > admitted):
        return None
    years = facts.page.number("age_years")
    if years is not None and admitted is not None and abs(admitted.year - card.birth.year - years) > 1:
        return None  # the age on the page is another person's
    text = {"birth_date": card.birth.isoformat(), "sex": card.sex}[key]
    reason = f"按身份证号补填{field_catalogue().label(key)}（先核对证件是否本人）"
    return set_field(facts.page, key, text, reason=reason, source=ChangeSource.FINDING, rule=rule.id)


def _checksum(_facts: Facts, card: Card, _rule: Rule) -> Iterator[Hit]:
    if not card.check_is_right:
        yield Hit(values={"expected": check_character(card.text[:17]), "last": card.text[17]})


def _region(_facts: Facts, card: Card, _rule: Rule) -> Iterator[Hit]:
    provinces = field_catalogue().domains["GB2260_PROV"].labels
    permanent_resident = card.is_long and card.text[0] == "9"
    if card.text[:2] not in provinces and not permanent_resident:
        yield Hit(values={"region": card.text[:2]})


def _birth(facts: Facts, card: Card, _rule: Rule) -> Iterator[Hit]:
    birth, admitted = card.birth, facts.page.date("admission_datetime")
    if birth is None or birth < _FIRST_BIRTH or (admitted is not None and birth > admitted):
        shown = card.text[6:14] if card.is_long else card.text[6:12]
        yield Hit(values={"id_birth": shown})


def _birth_date(facts: Facts, card: Card, rule: Rule) -> Iterator[Hit]:
    stated, birth = facts.moment("birth_date").date(), card.birth
    if birth is None or birth == stated or is_guardians(facts, card):
        return
    changes: tuple[Change, ...] = ()
    if card.check_is_right:
        reason = "按身份证号更正出生日期（先核对证件是否本人）"
        changes = (
            set_field(
                facts.page, "birth_date", birth.isoformat(), reason=reason, source=ChangeSource.FINDING, rule=rule.id
            ),
        )
    values = {"id_birth": birth.isoformat(), "birth_date": stated.isoformat()}
    yield Hit(field="birth_date", values=values, also=(Place("id_no"),), changes=changes)


def _sex(facts: Facts, card: Card, rule: Rule) -> Iterator[Hit]:
    stated = facts.value("sex")
    if stated not in ("1", "2") or card.sex == stated or is_guardians(facts, card):
        return
    label = field_catalogue().value_label("sex", card.sex)
    changes: tuple[Change, ...] = ()
    if card.check_is_right:
        reason = f"身份证号表明为{label}性（先核对证件是否本人）"
        changes = (set_field(facts.page, "sex", card.sex, reason=reason, source=ChangeSource.FINDING, rule=rule.id),)
    yield Hit(field="sex", values={"id_sex": label}, also=(Place("id_no"),), changes=changes)


_CHECKS_BY_NAME = {
    "shape": _checksum,  # judged before a card is read
    "checksum": _checksum,
    "region": _region,
    "birth": _birth,
    "birth_date": _birth_date,
    "sex": _sex,
}


_ALL_CHECKS = tuple(_CHECKS_BY_NAME.values())


KINDS = (Kind("id_card", "身份证号", identity_card, "身份证号", "`check=shape/checksum/region/birth/birth_date/sex`"),)
