"""Plainly invented people: names, identity numbers of no place, addresses, staff."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: Occupations (RC003) of working age: farmer, worker, staff, professional, trader, free, none …
_WORK = (("27", 34), ("24", 16), ("17", 12), ("13", 9), ("54", 10), ("51", 8), ("70", 6), ("21", 3), ("11", 2))
EMPLOYED = frozenset({"11", "13", "17", "21", "24", "37"})


def load_hospital() -> dict[str, Any]:
    """The invented hospital of ``hospital.toml``."""
    with (HERE / "hospital.toml").open("rb") as file:
        return tomllib.load(file)


def id_number(area: str, birth: date, serial: int, sex: str) -> str:
    """An 18-character identity number with a right check character (GB 11643); ``area`` has six digits."""
    odd = serial * 2 + (1 if sex == "1" else 0)
    body = f"{area}{birth:%Y%m%d}{odd % 1000:03d}"
    return body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def invented_names(hospital: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, str]]:
    """(surname, full name), no name twice: 张示例甲, 李样例乙 …"""
    every = [(s, s + g + t) for s in hospital["surnames"] for g in hospital["given"] for t in hospital["stems"]]
    rng.shuffle(every)
    yield from every


@dataclass(frozen=True, slots=True)
class Staff:
    """The names that sign for a department."""

    director: str
    chief: str
    attending: str
    residents: tuple[str, ...]
    nurses: tuple[str, ...]


def staff_of(hospital: dict[str, Any], dept: str) -> Staff:
    """The same people for the same department, whatever the seed."""
    start = list(hospital["wards"]).index(dept) * 3
    names = hospital["surnames"]

    def name(step: int, word: str, stem: int) -> str:
        return str(names[(start + step) % len(names)] + word + hospital["stems"][stem])

    return Staff(
        name(0, "医", 0),
        name(1, "医", 1),
        name(2, "医", 2),
        (name(3, "医", 3), name(4, "医", 4)),
        (name(5, "护", 0), name(6, "护", 1)),
    )


def person_values(
    hospital: dict[str, Any], rng: random.Random, surname: str, name: str, sex: str, birth: date, age: int, serial: int
) -> dict[str, str]:
    """The fields of the patient block for someone of ``age`` completed years on admission."""
    county = rng.randrange(len(hospital["counties"]))
    place = hospital["province"] + hospital["city"] + hospital["counties"][county]
    urban = rng.random() < 0.55
    street = f"{rng.choice(hospital['streets'])}{rng.randint(1, 199)}号" if urban else rng.choice(hospital["villages"])
    address, postcode = place + street, f"2799{county:02d}"
    marital = _marital(rng, sex, age)
    occupation = _occupation(rng, age)
    values = {
        "payment_method": rng.choices(["1.1", "2.1", "2.2", "7"], [30, 56, 5, 9])[0],
        "health_card_no": "-",
        "patient_name": name,
        "sex": sex,
        "birth_date": birth.isoformat(),
        "age_years": str(age),
        "nationality": "156",
        "birthplace": place,
        "native_place": hospital["province_code"],
        "ethnicity": rng.choices(["1", "3", "11"], [94, 4, 2])[0],
        "id_no": id_number(f"{hospital['id_area']}{county + 1:02d}", birth, serial % 480, sex) if age else "-",
        "occupation": occupation,
        "marital_status": marital,
        "current_address": address,
        "current_phone": f"1990000{serial:04d}",
        "current_postcode": postcode,
        "household_address": address,
        "household_postcode": postcode,
        "employer": "-",
        "employer_phone": "-",
        "employer_postcode": "-",
        "contact_address": address,
        "contact_phone": f"1990001{serial:04d}",
    }
    if occupation in EMPLOYED:
        values["employer"] = rng.choice(hospital["employers"])
        values["employer_postcode"] = postcode
    relation = _relation(rng, age, marital)
    same = relation in {"2", "3", "5", "7"} and not (relation in {"2", "3"} and sex == "2")
    contact = (surname if same else rng.choice(hospital["surnames"])) + "联系" + rng.choice(hospital["stems"])
    return values | {"contact_relation": relation, "contact_name": contact}


def _occupation(rng: random.Random, age: int) -> str:
    if age < 6:
        return "90"
    if age < 18:
        return "31"
    if age >= 60:
        return rng.choice(["80", "27"])
    return rng.choices([w for w, _ in _WORK], [n for _, n in _WORK])[0]


def _marital(rng: random.Random, sex: str, age: int) -> str:
    if age < 22:
        return "1"
    if age < 28:
        return rng.choice("12")
    if age > 72 and sex == "2":
        return rng.choice("23")
    return rng.choices("24", [96, 4])[0]


def _relation(rng: random.Random, age: int, marital: str) -> str:
    if age < 20 or marital == "1":
        return "5"
    if age > 58 and (marital != "2" or rng.random() < 0.6):
        return rng.choice("23")
    return "1" if marital == "2" else "7"
