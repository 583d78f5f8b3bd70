"""The 24 fee items of a stay, and a total that is exactly their sum. All amounts in yuan."""

from __future__ import annotations

import random
import tomllib
from decimal import Decimal
from typing import Any

from tools.sample.vignette import HERE, Planned, Vignette

#: The items that add up to the total; the 其中 items are parts of them (卫医政发〔2011〕84号 附件2).
SUMMED = (
    "fee_general_service",
    "fee_general_treatment",
    "fee_nursing",
    "fee_service_other",
    "fee_pathology",
    "fee_laboratory",
    "fee_imaging",
    "fee_clinical_dx",
    "fee_nonsurgical",
    "fee_surgical",
    "fee_rehab",
    "fee_tcm_treatment",
    "fee_western_drug",
    "fee_tcm_patent",
    "fee_tcm_herb",
    "fee_blood",
    "fee_albumin",
    "fee_globulin",
    "fee_coagulation",
    "fee_cytokine",
    "fee_consumable_exam",
    "fee_consumable_treat",
    "fee_consumable_op",
    "fee_other",
)
PARTS = ("fee_physical_therapy", "fee_anesthesia", "fee_operation", "fee_antibiotic")
#: What does not grow with complications.
_FIXED = frozenset({"fee_pathology", "fee_surgical", "fee_consumable_op", "fee_other"})


def load_profiles() -> dict[str, Any]:
    """The cost profiles of ``costs.toml``."""
    with (HERE / "costs.toml").open("rb") as file:
        return tomllib.load(file)


def fee_values(
    vignette: Vignette,
    profiles: dict[str, Any],
    rng: random.Random,
    days: int,
    factor: float,
    done: list[Planned],
    payment: str,
) -> dict[str, str]:
    """Every fee field of a stay of ``days`` days; ``factor`` is what complications make of the cost."""
    profile = profiles[vignette.profile]
    sums: dict[str, float] = dict.fromkeys(SUMMED + PARTS, 0.0)
    for key, amount in profile["stay"].items():
        sums[key] += amount
    for key, amount in profile["day"].items():
        sums[key] += amount * days
    level = vignette.cost * factor * rng.lognormvariate(0, 0.12)
    for key in SUMMED:
        if key not in _FIXED:
            sums[key] *= level * rng.lognormvariate(0, 0.10)
    for procedure in done:
        for key, amount in procedure.fees.items():
            sums[key] += amount * rng.lognormvariate(0, 0.07)
    sums["fee_physical_therapy"] = vignette.physical * rng.lognormvariate(0, 0.1)
    sums["fee_nonsurgical"] += sums["fee_physical_therapy"]
    sums["fee_globulin"] += vignette.globulin
    sums["fee_antibiotic"] = sums["fee_western_drug"] * profile["antibiotic"] * rng.uniform(0.6, 1.3)
    exact = {key: Decimal(round(amount * 100)) / 100 for key, amount in sums.items()}
    exact["fee_surgical"] = exact["fee_operation"] + exact["fee_anesthesia"]
    total = sum((exact[key] for key in SUMMED), Decimal(0))
    share = Decimal(1) if payment == "7" else Decimal(rng.randint(18, 42)) / 100
    values = {key: f"{amount:.2f}" for key, amount in exact.items()}
    return values | {"fee_total": f"{total:.2f}", "fee_self_pay": f"{(total * share).quantize(Decimal('0.01')):.2f}"}
