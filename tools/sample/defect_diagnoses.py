# ruff: noqa: ARG001 - every step has the same two arguments
"""Defects of the diagnosis rows: words, codes, order. Each step says what it did, or None."""

from __future__ import annotations

import random

from tools.sample.defect_done import Done, put
from tools.sample.draft import Draft

#: The doctor's abbreviations as they stand in the text box without a code, by the letter of the principal
#: diagnosis; the second is the category that must not be on the page already.
ABBREVIATIONS = {
    "J": ("II型呼衰", "J96"),
    "I": ("房颤", "I48"),
    "E": ("高脂血症、脂肪肝", "E78"),
    "K": ("低钾", "E87"),
    "N": ("肾功不全", "N18"),
    "S": ("骨松", "M81"),
}
#: Diagnoses whose insurance-edition heading is grey, with that heading.
GREY = {
    "K80.000x002": "K80.000",
    "K35.800x001": "K35.800",
    "K40.900x003": "K40.900",
    "K64.811": "K64.800",
    "M51.202": "M51.200",
    "K80.101": "K80.100",
    "I83.903": "I83.900",
}
#: Categories without a subcategory .7 in ICD-10.
NO_SEVENTH = frozenset(
    {"G45", "H25", "I20", "I25", "I49", "I61", "I63", "J18", "J21", "J44", "J45", "K35", "K64", "K85", "M51", "N39"}
)
#: By the letter of the code: the name of a disease of another chapter.
OTHER_WORDS = {"I": "翼状胬肉", "J": "肾结石", "K": "鼻中隔偏曲", "N": "坐骨神经痛"}
#: A disease by the head of its code → a symptom that it explains.
SYMPTOMS = {
    "J18": ("R50.900", "发热"),
    "J21": ("R05.x00", "咳嗽"),
    "K85": ("R10.402", "腹痛"),
    "A16": ("R50.900", "发热"),
    "J06": ("R50.900", "发热"),
}


def _insert(draft: Draft, at: int, code: str, name: str, poa: str = "1") -> Done:
    draft.diagnoses.insert(at, {"code": code, "name": name, "poa": poa})
    return Done("principal_dx_code" if at == 0 else "other_dx_code", at, "", code)


def _append(draft: Draft, code: str, name: str) -> Done | None:
    if any(code[:3] == have[:3] for have in draft.codes):
        return None
    return _insert(draft, len(draft.diagnoses), code, name)


def _drop(draft: Draft, head: str) -> Done | None:
    for i, code in enumerate(draft.codes):
        if i and code.startswith(head):
            del draft.diagnoses[i]
            return Done("other_dx_code", i, code, "")
    return None


def _index(draft: Draft, head: str) -> int | None:
    return next((i for i, code in enumerate(draft.codes) if code.startswith(head)), None)


# -- rows that are not whole


def abbreviation_uncoded(draft: Draft, rng: random.Random) -> Done | None:
    words, category = ABBREVIATIONS.get(draft.codes[0][0], ("", ""))
    age = draft.text("age_years")
    if not words or not age.isdigit() or int(age) < 55 or any(code.startswith(category) for code in draft.codes):
        return None
    draft.diagnoses.append({"code": "", "name": words, "poa": "1"})
    return Done("other_dx_code", len(draft.diagnoses) - 1, "", "")


def gap(draft: Draft, rng: random.Random) -> Done | None:
    if len(draft.diagnoses) < 2:
        return None
    draft.diagnoses.insert(1, {"code": "", "name": "", "poa": ""})
    return Done("other_dx_code", 1, "", "")


def poa_out_of_domain(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "other_dx_poa", "5", 1) if len(draft.diagnoses) > 1 else None


# -- codes


def dx_code_unknown(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    return put(draft, "principal_dx_code", f"{code[:3]}.700") if code[:3] in NO_SEVENTH else None


def dx_code_malformed(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    return put(draft, "principal_dx_code", code[1:] + "?") if code[0] in "IJKMN" else None


def dx_dot_lost(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    plain = len(code) == 7 and code[0] in "IJKMNH"
    return put(draft, "principal_dx_code", code.replace(".", "")) if plain else None


def dx_full_width(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    if len(code) != 7 or code[0] not in "IJKMNH":
        return None
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code) if rng.random() < 0.5 else code.lower()
    return put(draft, "principal_dx_code", wide)


def dx_letter_o(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    if len(code) != 7 or code[0] not in "IJKMNH" or not code.endswith("00"):
        return None
    return put(draft, "principal_dx_code", code[:-2] + "OO")


def grey_code(draft: Draft, rng: random.Random) -> Done | None:
    heading = GREY.get(draft.codes[0])
    return put(draft, "principal_dx_code", heading) if heading else None


def words_of_another(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.codes[0]
    if code[0] not in OTHER_WORDS or len(code) != 7 or not code.endswith("00"):
        return None
    return put(draft, "principal_dx_name", OTHER_WORDS[code[0]])


# -- choice and company of codes


def symptom_first(draft: Draft, rng: random.Random) -> Done | None:
    found = SYMPTOMS.get(draft.codes[0][:3])
    return _insert(draft, 0, *found) if found and found[0] not in draft.codes else None


def behaviour_benign(draft: Draft, rng: random.Random) -> Done | None:
    code = draft.text("pathology_code")
    return put(draft, "pathology_code", code.replace("/3", "/0")) if code.endswith("/3") else None


def outcome_missing(draft: Draft, rng: random.Random) -> Done | None:
    put(draft, "newborn_birth_weight_1", "")
    put(draft, "newborn_birth_weight_2", "")
    return _drop(draft, "Z37")


def duplicate_code(draft: Draft, rng: random.Random) -> Done | None:
    if len(draft.diagnoses) < 2:
        return None
    row = draft.diagnoses[-1]
    return _insert(draft, len(draft.diagnoses), row["code"], row["name"], row["poa"])


def female_code(draft: Draft, rng: random.Random) -> Done | None:
    if draft.text("sex") != "1" or int(draft.text("age_years") or 0) < 18:
        return None
    return _append(draft, "D25.900", "子宫平滑肌瘤")


def male_code(draft: Draft, rng: random.Random) -> Done | None:
    if draft.text("sex") != "2" or int(draft.text("age_years") or 0) < 18 or draft.codes[0][0] == "O":
        return None
    return _append(draft, "N40.x00", "前列腺增生")


def asterisk_first(draft: Draft, rng: random.Random) -> Done | None:
    put(draft, "principal_dx_name", "糖尿病性周围神经病")
    return put(draft, "principal_dx_code", "G63.200*")


def swap_first_two(draft: Draft, rng: random.Random) -> Done | None:
    if len(draft.diagnoses) < 2:
        return None
    draft.diagnoses[:2] = [draft.diagnoses[1], draft.diagnoses[0]]
    return Done("principal_dx_code", 0, draft.codes[1], draft.codes[0])


def drop_burn_extent(draft: Draft, rng: random.Random) -> Done | None:
    return _drop(draft, "T31")


def outcome_first(draft: Draft, rng: random.Random) -> Done | None:
    at = _index(draft, "Z37")
    if not at:
        return None
    before = draft.codes[0]
    draft.diagnoses.insert(0, draft.diagnoses.pop(at))
    return Done("principal_dx_code", 0, before, draft.codes[0])


def normal_delivery_with_complication(draft: Draft, rng: random.Random) -> Done | None:
    return _append(draft, "O99.005", "妊娠合并轻度贫血") if draft.codes[0].startswith("O80") else None


def drop_tumour(draft: Draft, rng: random.Random) -> Done | None:
    return _drop(draft, "C") if draft.codes[0].startswith("Z51.1") else None


def diabetes_twice(draft: Draft, rng: random.Random) -> Done | None:
    if not draft.codes[0].startswith("E11.4"):
        return None
    return _insert(draft, len(draft.diagnoses), "E11.900", "2型糖尿病")


def kidney_and_ureter_stone(draft: Draft, rng: random.Random) -> Done | None:
    return _insert(draft, 1, "N20.000", "肾结石") if draft.codes[0] == "N20.100" else None


def copd_with_pneumonia(draft: Draft, rng: random.Random) -> Done | None:
    if not draft.codes[0].startswith("J44"):
        return None
    put(draft, "principal_dx_name", "慢性阻塞性肺病")
    _insert(draft, 1, "J18.900", "肺炎")
    return put(draft, "principal_dx_code", "J44.900")


def hypertension_not_on_admission(draft: Draft, rng: random.Random) -> Done | None:
    at = _index(draft, "I10")
    return put(draft, "other_dx_poa", "4", at) if at else None
