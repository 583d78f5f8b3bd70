"""Cases drawn from a scheme itself: what the benchmark groups, and a check of the grouper without tables."""

from coding.commands.bench_grouping import bench_cases, group_speed
from coding.drg.scheme import embedded_scheme
from coding.drg.trace import walk
from coding.grouping.case import GroupStatus


def test_drawn_cases_group_and_the_walk_agrees_with_the_masks():
    scheme = embedded_scheme()
    cases = bench_cases(scheme, 400, seed=3)
    results = [scheme.group(made) for made in cases]
    assert sum(r.status is GroupStatus.GROUPED for r in results) > 300
    assert len({r.drg for r in results}) > 100
    for made, result in zip(cases, results, strict=True):
        walked, tree = walk(scheme, made)
        assert (walked.status, walked.drg) == (result.status, result.drg)
        assert tree.title.startswith(result.drg)


def test_speed_is_a_figure():
    scheme = embedded_scheme()
    assert group_speed(scheme, bench_cases(scheme, 50)) > 0
