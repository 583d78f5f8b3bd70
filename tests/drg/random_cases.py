"""Cases drawn at random over the codes of a scheme, with the ages, weights and sexes at which rules turn."""

import random

from coding.grouping.case import Case

AGES = (None, 0, 0, 0, 1, 6, 7, 17, 18, 40, 69, 70, 71, 90)
DAYS = (None, 0, 1, 27, 28, 29, 30, 364, 365, 366)
WEIGHTS = (None, 0, 999, 1499, 1500, 1999, 2000, 2499, 2500, 4000)
SEXES = (None, 1, 2, 1, 2)


def draw_cases(diagnoses, procedures, count, seed, near=()):
    """``near``: pairs of diagnoses and procedures that one rule names together, drawn from more often than chance."""
    chance = random.Random(seed)
    for _ in range(count):
        dx = [chance.choice(diagnoses) for _ in range(chance.choice((1, 1, 2, 3, 6)))]
        px = [chance.choice(procedures) for _ in range(chance.choice((0, 0, 1, 2, 3)))]
        if near and chance.random() < 0.7:
            codes, done = chance.choice(near)
            if codes:
                dx[chance.randrange(len(dx)) if chance.random() < 0.3 else 0] = chance.choice(codes)
                dx.insert(chance.randrange(len(dx)) + 1, chance.choice(codes))
            if done:
                px[: chance.choice((0, 1))] = [chance.choice(done)]
                if chance.random() < 0.5:
                    px.append(chance.choice(done))
        if chance.random() < 0.02:
            dx[0] = chance.choice(("X99.999", "", "I10", dx[0].lower()))
        if chance.random() < 0.05:
            dx.append(dx[0])
        age = chance.choice(AGES)
        days = chance.choice(DAYS) if age in (None, 0) or chance.random() < 0.1 else None
        yield Case(
            sex=chance.choice(SEXES),
            age=age,
            age_days=days,
            birth_weight=chance.choice(WEIGHTS),
            dept="",
            los=chance.choice((None, 1, 8)),
            leaving_type="1",
            icu_hours=None,
            dx=tuple(dx),
            px=tuple(px),
        )
