"""One month under two schemes."""

from coding.drg.scheme import load_scheme
from coding.payment.comparison import Move, moves, side_by_side
from coding.payment.tariff import load_tariff
from tests.drg.small_pack import SMALL, case


def test_how_many_cases_move_and_by_what_weight(write_pack, tmp_path):
    old = load_scheme(write_pack("old"))
    undivided = [r for r in SMALL["drg_rules"] if r[2] != "FR11"]
    new = load_scheme(write_pack("new", drg_rules=undivided))
    table = tmp_path / "t.csv"
    table.write_text("drg_code,weight\nFR11,1.61\nFR15,0.80\n", encoding="utf-8")
    tariff = load_tariff(table)
    month = [case("I50.900"), case("I50.900 J96.000"), case("I50.900 J96.000"), case("I50.900", "36.1100")]
    assert moves(month, old, new, tariff, tariff) == [
        Move("FR11", "FR15", 2, -1.62),
        Move("FB19", "FB19", 1, None),
        Move("FR15", "FR15", 1, 0.0),
    ]
    assert [m.stays for m in moves(month, old, new)] == [False, True, True]
    assert [g.drg for _, g in side_by_side(month[1], (old, new))] == ["FR11", "FR15"]
