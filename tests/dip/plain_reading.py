"""The rules of DIP read a second time, sentence by sentence, without index and without haste: a check of the grouper.

Nothing of ``coding.dip`` is used; tables are lists of dicts of text as the files hold them.
"""

import re


def alternatives(cell, sign="|"):
    return [part.strip() for part in cell.split(sign) if part.strip()]


def item_level(item):
    """0 ``*``, 1 category or range, 2 subcategory, 3 whole code."""
    if item == "*":
        return 0
    if re.fullmatch(r"[A-Z]\d\w(-[A-Z]\d\w)?", item):
        return 1
    return 2 if re.fullmatch(r"[A-Z]\d\w\.\w", item) else 3


def meets(item, code):
    level = item_level(item)
    if level == 0:
        return True
    if level == 1:
        first, _, last = item.partition("-")
        return first <= code[:3] <= (last or first)
    return code[:5] == item if level == 2 else code == item


def closeness(cell, codes):
    found = [item_level(item) for item in alternatives(cell) for code in codes if meets(item, code)]
    return max(found) if found else None


def settings(tables):
    return {row["key"]: row["value"] for row in tables["scheme"]}


def bar_of(tables, code):
    return next((row for row in tables.get("exclude_px", ()) if row["code"] == code), None)


def effective(tables, dx, px):
    """(effective principal procedure or None, the others)."""
    principal, behind = None, []
    for at, code in enumerate(px):
        bar = bar_of(tables, code)
        rule = bar["rule"] if bar else ""
        if rule == "never":
            continue
        behind = px[at + 1 :]
        if rule == "" or (rule == "range" and closeness(bar["range"], dx[:1]) is not None):
            principal = code
        break
    others = [code for code in behind if (bar_of(tables, code) or {}).get("rule") != "conservative"]
    return principal, others


def resistant(tables, dx):
    return any(row["code"] == dx[0] for row in tables.get("tb_resistant", ())) or "U84.300" in dx[1:]


def largest_met(cell, there):
    """The most codes of an alternative that is there as a whole; None where none is."""
    found = [
        len(set(alternatives(one, "+"))) for one in alternatives(cell) if set(alternatives(one, "+")) <= set(there)
    ]
    return max(found) if found else None


def rank(tables, row, case, principal, others):
    """(closeness, further codes met, codes met) of a row that matches; None where it does not."""
    near = closeness(row["dx"], case["dx"] if row.get("dx_any") == "1" else case["dx"][:1])
    if near is None:
        return None
    if row.get("age_days") and not (
        case["age"] == 0 and case["age_days"] is not None and case["age_days"] < int(row["age_days"].strip("<"))
    ):
        return None
    if row.get("birth_weight"):
        low, high = map(int, row["birth_weight"].split("-"))
        if case["birth_weight"] is None or not low <= case["birth_weight"] <= high:
            return None
    if row.get("sdx") and closeness(row["sdx"], case["dx"][1:]) is None:
        return None
    if row.get("resistant") and (row["resistant"] == "1") != resistant(tables, case["dx"]):
        return None
    met = 0
    px = row.get("px", "")
    if px == "":
        if principal is not None:
            return None
    elif px != "-":
        there = [] if principal is None else [principal]
        met = largest_met(px, there + (others if row.get("px_any") == "1" else []))
        if met is None:
            return None
    further = largest_met(row["rpx"], others) if row.get("rpx") else 0
    return None if further is None else (near, further, met)


def kind_of(tables, code):
    kind = next((row["type"] for row in tables.get("px_type", ()) if row["code"] == code), "保守治疗")
    return {
        "手术": "相关手术组",
        "介入治疗": "相关手术组",
        "治疗性操作": "治疗性操作组",
        "诊断性操作": "诊断性操作组",
    }.get(kind, "内科诊疗组")


def mixed(tables, dx, principal):
    kind = kind_of(tables, principal) if principal else "内科诊疗组"
    for wanted in (kind, "内科诊疗组"):
        rows = [row for row in tables.get("mixed", ()) if row["type"] == wanted and meets(row["dx"], dx)]
        for row in [*(r for r in rows if "-" not in r["dx"]), *(r for r in rows if "-" in r["dx"])]:
            return row
    return None


def is_basic(tables, dx, principal):
    for row in tables.get("primary", ()):
        if closeness(row["dx"], [dx]) is None:
            continue
        if (principal or "") in (alternatives(row["px"]) or [""]):
            return True
    return False


def grouped(tables, case):
    """(status, layer, row, basic, effective principal procedure)."""
    dx = case["dx"]
    if not dx or not dx[0]:
        return "信息校验不通过", "", None, False, ""
    if any(row["code"] == dx[0] for row in tables.get("exclude_dx", ())):
        return "不纳入分组", "", None, False, ""
    principal, others = effective(tables, dx, case["px"])
    for layer in settings(tables)["layers"].split("|"):
        if layer == "ZH":
            row = mixed(tables, dx[0], principal)
            if row:
                return "综合病种", layer, row, False, principal or ""
            continue
        best = None
        for row in tables["core"]:
            if row["layer"] != layer:
                continue
            found = rank(tables, row, case, principal, others)
            if found is None:
                continue
            if layer == "XQ":
                best = (found, row)
                break
            if best is None or found > best[0]:
                best = (found, row)
        if best:
            return "核心病种", layer, best[1], is_basic(tables, dx[0], principal), principal or ""
    return "未入组", "", None, False, principal or ""


# -- auxiliary types and payment


def value_of(tables, case, name, ratio):
    if name == "CCI":
        weights = {}
        for row in tables.get("cci", ()):
            if any(code.startswith(row["code"]) for code in case["dx"][1:]):
                weights[row["component"]] = max(float(row["weight"]), weights.get(row["component"], 0))
        return sum(weights.values())
    return {
        "AGE": case["age"],
        "AGEDAYS": case["age_days"],
        "LOS": case["los"],
        "ICUDAYS": case["icu_days"],
        "RATIO": ratio,
        "DRUGSHARE": case.get("drug_share"),
        "TREATSHARE": case.get("treat_share"),
    }[name]


def atom_holds(tables, case, atom, ratio):
    if atom == "ALWAYS":
        return True
    if atom == "SDX_OTHER_TUMOUR":
        return any("C00" <= code[:3] <= "C96" and code[:3] != case["dx"][0][:3] for code in case["dx"][1:])
    name, _, inner = atom.partition("(")
    if name == "LEAVING_IN":
        return case["leaving_type"] in inner.rstrip(")").split(",")
    if name == "SDX_IN":
        starts = [row["code"] for row in tables["aux_codes"] if row["list"] == inner.rstrip(")")]
        return any(code.startswith(start) for code in case["dx"][1:] for start in starts)
    name, sign, limit = re.fullmatch(r"([A-Z]+)(<=|>=|==|<|>)([\d.]+)", atom).groups()
    value, limit = value_of(tables, case, name, ratio), float(limit)
    if value is None:
        return False
    return {
        "<=": value <= limit,
        ">=": value >= limit,
        "==": value == limit,
        "<": value < limit,
        ">": value > limit,
    }[sign]


def auxiliary(tables, case, seq, ratio):
    best, raised = "", 1.0
    is_tumour = case["dx"][0].startswith("C")
    for kind in dict.fromkeys(row["kind"] for row in tables.get("aux_levels", ())):
        for row in tables["aux_levels"]:
            if row["kind"] != kind or (row.get("tumour") and (row["tumour"] == "1") != is_tumour):
                continue
            if all(atom_holds(tables, case, atom, ratio) for atom in row["rule"].split("&")):
                for own in tables.get("aux", ()):
                    if (own["seq"], own["kind"], own["level"]) == (seq, kind, row["level"]):
                        factor = float(own["factor"])
                        if factor > raised:
                            best, raised = f"{kind}/{row['level']}", factor
                break
    return best, raised


def paid(tables, case, found):
    """score, aux, aux factor, standard, ratio, deviation, case score, payment; None where it cannot be known."""
    status, _, row, basic, _ = found
    nothing = (None, "", None, None, None, "", None, None)
    if row is None or not row.get("score"):
        return nothing
    told = settings(tables)
    low, high, style = float(told.get("low", "0.5")), float(told.get("high", "2")), told.get("high_style", "add")
    score = float(row["score"])
    point = next((float(r["point"]) for r in tables.get("points", ()) if r["insured"] == case["insured"]), None)
    factor = next((float(r["factor"]) for r in tables.get("hospital", ()) if r["level"] == case["level"]), None)
    if basic:
        factor = 1.0
    cost = case["cost"]
    known = point is not None and factor is not None
    raw = cost / (score * point * factor) if known and cost is not None and score * point * factor else None
    aux, aux_factor = auxiliary(tables, case, row["seq"], raw) if status == "核心病种" else ("", 1.0)
    if not known:
        return score, aux, aux_factor, None, None, "", None, None
    standard = score * point * factor * aux_factor
    if cost is None or not standard:
        return score, aux, aux_factor, standard, None, "", None, None
    ratio = cost / standard
    times, deviation = 1, "正常"
    if ratio < low:
        times, deviation = ratio, "费用超低"
    elif ratio > high:
        times, deviation = (ratio - high + 1, "费用超高") if style == "add" else (1, "特例单议")
    case_score = score * factor * aux_factor * times
    return score, aux, aux_factor, standard, ratio, deviation, case_score, case_score * point
