"""The cases that DIP packs are measured with are such as the pack takes; the figures are there, no time is tested."""

from collections import Counter

from coding.commands.bench_packets import packet_cases, packet_figures
from coding.dip.dip_scheme import scheme_of
from tests.commands.test_group_dip import write_city
from tests.dip.small_city import TABLES


def test_drawn_cases_end_mostly_in_packets_and_differ_from_each_other():
    scheme = scheme_of(TABLES)
    cases = packet_cases(scheme, 2_000)
    ended = Counter(scheme.group(case).status.value for case in cases)
    assert ended["核心病种"] > 800
    assert len({(case.dx, case.px, case.cost) for case in cases}) > 1_900
    assert packet_cases(scheme, 50) == packet_cases(scheme, 50)


def test_the_figures_of_a_pack_are_in_memory_and_file_to_file(tmp_path):
    figures = packet_figures(write_city(tmp_path / "city"), 200)
    assert figures["title"] == "小城"
    assert all(figures[key] > 0 for key in ("cases_per_s_first_pass", "cases_per_s", "cases_per_s_file_to_file"))
