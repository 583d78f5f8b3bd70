"""Cases drawn from the codes of a DIP pack and beside them: what no file of cases thinks of."""

import re

from tests.drg.small_pack import case


def words_of(tables):
    """(diagnoses, secondary diagnoses, procedures) that a pack speaks of, and codes close to them."""
    dx, px = set(), set()
    for table, columns in (
        ("core", ("dx", "sdx")),
        ("primary", ("dx",)),
        ("mixed", ("dx",)),
        ("exclude_px", ("range",)),
    ):
        for row in tables.get(table, ()):
            for column in columns:
                dx.update(part for part in re.split(r"[|+]", row.get(column, "")) if part not in ("", "*"))
    codes = set()
    for item in dx:
        for part in item.split("-"):
            for tail in ("", ".0", ".9", ".x00", ".000", ".900x001", ".100"):
                codes.add((part + tail) if "." not in part else part + tail.replace(".", "")[:5])
    for table in ("exclude_dx", "tb_resistant"):
        codes.update(row["code"] for row in tables.get(table, ()))
        codes.update(row["code"][:-1] + "8" for row in tables.get(table, ()))
    for table in ("core", "primary"):
        for row in tables.get(table, ()):
            for column in ("px", "rpx"):
                px.update(part for part in re.split(r"[|+]", row.get(column, "")) if part not in ("", "-"))
    for table in ("exclude_px", "px_type"):
        px.update(row["code"] for row in tables.get(table, ()))
    px.update({code[:7] for code in px} | {"17.4100"})
    starts = [row["code"] for row in (*tables.get("aux_codes", ()), *tables.get("cci", ()))]
    beside = sorted(
        {(start + ".901" if "." not in start else start + "00") for start in starts} | {"U84.300", "C97.x00"}
    )
    return sorted(codes), beside, sorted(px)


def random_rows(tables, count, chance):
    """``count`` cases as plain dicts; every second one takes diagnosis and procedures out of a row of the catalogue."""
    dx, beside, px = words_of(tables)
    rows = tables["core"]
    weights = [None, 0, 499, 999, 1000, 1499, 1500, 1999, 2000, 2499, 2500, 3200]
    for _ in range(count):
        listed = chance.choices(dx, k=1) + chance.choices(dx + beside * 4, k=chance.randint(0, 4))
        done = chance.choices(px, k=chance.randint(0, 4))
        if chance.random() < 0.6:
            row = chance.choice(rows)
            item = chance.choice(row["dx"].split("|"))
            near = [code for code in dx if item != "*" and code.startswith(item.split("-")[0])]
            listed[:1] = (near and [chance.choice(near)]) or listed[:1]
            if row.get("sdx"):
                item = chance.choice(row["sdx"].split("|")).split("-")[0]
                listed.append(chance.choice([code for code in dx if code.startswith(item)]))
            for column in ("px", "rpx"):
                if row.get(column, "") not in ("", "-"):
                    done[:0] = chance.choice(row[column].split("|")).split("+")
            chance.shuffle(done) if chance.random() < 0.3 else None
        listed = listed[: chance.choice((1, 2, 3, 6, 6))]
        yield {
            "dx": [] if chance.random() < 0.004 else [""] if chance.random() < 0.004 else listed,
            "px": done,
            "age": chance.choice((0, 0, 1, 6, 7, 17, 18, 65, 66, 90, None)),
            "age_days": chance.choice((None, 0, 5, 28, 29, 200)),
            "birth_weight": chance.choice(weights),
            "los": chance.choice((None, 1, 3, 4, 20)),
            "icu_days": chance.choice((None, 0, 1, 2, 7, 8, 14, 15)),
            "leaving_type": chance.choice(("1", "2", "5", "")),
            "insured": chance.choice(("职工", "居民", "居民", "自费", "")),
            "level": chance.choice(("三级", "二级", "一级", "未定级", "")),
            "cost": chance.choice(
                (None, 0.0, round(chance.uniform(100, 90_000), 2), round(chance.uniform(2000, 30_000), 2))
            ),
            "drug_share": chance.choice((None, 0.2, 0.5, 0.9)),
            "treat_share": chance.choice((None, 0.2, 0.5, 0.9)),
        }


def as_case(row):
    """The case of a plain dict."""
    told = {k: v for k, v in row.items() if k not in ("dx", "px", "icu_days")}
    return case(
        tuple(row["dx"]), tuple(row["px"]), icu_hours=None if row["icu_days"] is None else row["icu_days"] * 24, **told
    )
