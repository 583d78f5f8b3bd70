"""By what else a page is found than by what its row says: the first letters of the name, and every code on it.

What is kept and what is typed are brought to one form here, so that every store finds the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from coding.page.fields import is_blank
from coding.suggest.person_names import name_initials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage

#: Single fields that hold a code of the stay; that of the outpatient department is another doctor's first guess.
CODE_FIELDS: Final = ("injury_cause_code", "pathology_code")
#: A category of diagnoses and all below it, a code of procedures from its dot on, a morphology.
_CODE = re.compile(r"[A-Z]\d\d(?:\.[\dA-Z]*)?[+*]?(?:[A-Z]\d\d\.?[\dA-Z]*\*?)?|\d\d\.[\dA-Z]+|M\d{4,6}(?:/\d?)?")
_LETTERS = re.compile(r"[A-Za-z]+")
_CATEGORY = 3
#: Behind the dot, the dagger and the asterisk, before every digit.
_BEFORE_DIGITS = "/"
#: Behind every text that begins the same.
LAST: Final = "\U0010ffff"


def page_codes(page: FrontPage) -> frozenset[str]:
    """The codes of a page: its diagnoses, its procedures, the cause of an injury, the pathology."""
    diagnoses = [*(row.code for row in page.diagnoses), *(page.text(key) for key in CODE_FIELDS)]
    return kept_codes(diagnoses, (row.code for row in page.procedures))


def kept_codes(diagnoses: Iterable[str], procedures: Iterable[str]) -> frozenset[str]:
    """Codes as they are kept, half characters replaced; of a dagger with its asterisk each half too."""
    found = {normalise_code(code, CodeKind.DIAGNOSIS) for code in diagnoses if not is_blank(code)}
    found |= {half for code in found for half in code.split("+")[1:]}
    found |= {normalise_code(code, CodeKind.PROCEDURE) for code in procedures if not is_blank(code)}
    return frozenset(code.upper().encode("utf-8", "replace").decode() for code in found if code)


def page_initials(page: FrontPage) -> frozenset[str]:
    """The first letters of the patient's name, in every way it may be read."""
    return name_initials(page.text("patient_name"))


def typed_code(word: str) -> tuple[str, str] | None:
    """What a word means that has the form of a code: codes from the first on and before the second; None else.

    A category has all below it, and no morphology: M81 is not M8140/3.
    """
    code = unicodedata.normalize("NFKC", word).upper().replace("。", ".")
    if not _CODE.fullmatch(code):
        return None
    return code, code + (_BEFORE_DIGITS if len(code) == _CATEGORY else LAST)


def typed_initials(word: str) -> tuple[str, str] | None:
    """What a word of Latin letters means: first letters from the first on and before the second; None else."""
    return (word.lower(), word.lower() + LAST) if _LETTERS.fullmatch(word) else None
