"""Charts as shapes: within their frame, every row drawn or told of, figures as the table writes them."""

from decimal import Decimal

import pytest

from coding.reports.chart_parts import Dot, Line, Rect, Text, blended, shortened, text_width
from coding.reports.charts import chart_shapes, wanted_height
from coding.reports.report_page import Chart, Column, Figure, Kind, Table

WIDE, HIGH = 500.0, 300.0


def table(form, rows, columns=None, values=(1,), **told):
    columns = columns or (Column("病区"), Column("病案数", Kind.COUNT))
    return Table("t", "表", columns, tuple(rows), chart=Chart(form, 0, values, "图"), **told)


def rects(shapes):
    return [shape for shape in shapes if isinstance(shape, Rect)]


def words(shapes):
    return [shape.text for shape in shapes if isinstance(shape, Text)]


def edges(shape):
    if isinstance(shape, Rect):
        return (shape.x, shape.x + shape.width), (shape.y, shape.y + shape.height)
    if isinstance(shape, Line):
        return (shape.x1, shape.x2), (shape.y1, shape.y2)
    if isinstance(shape, Dot):
        return (shape.x,), (shape.y,)
    long = text_width(shape.text, shape.size)
    left = {"start": shape.x, "middle": shape.x - long / 2, "end": shape.x - long}[shape.anchor]
    return (left, left + long), (shape.y - shape.size * 0.8, shape.y)


SHARES = (Column("规则"), Column("病案数", Kind.COUNT), Column("累计", Kind.SHARE, 1))
PARETO = [("甲", 50, Decimal("0.5")), ("乙", 30, Decimal("0.8")), ("丙", 20, Decimal(1))]
WARDS = [(f"{name}病区一科二组", count) for name, count in zip("甲乙丙丁戊己", (120, 90, 0, 33, 7, 1), strict=True)]
EVERY = (
    table("bar", WARDS),
    table("bar", [("甲", -5), ("乙", 7)]),
    table("line", [(f"2026-{month:02}", month * 1000) for month in range(1, 13)]),
    table("pareto", PARETO, SHARES, (1, 2)),
    table("heat", WARDS),
)


@pytest.mark.parametrize("drawn", EVERY, ids=lambda one: f"{one.chart.form}-{len(one.rows)}")
@pytest.mark.parametrize("height", [120.0, HIGH])
def test_nothing_is_drawn_beyond_the_frame(drawn, height):
    for shape in chart_shapes(drawn, WIDE, height):
        across, down = edges(shape)
        assert min(across) >= -1, shape
        assert max(across) <= WIDE + 1, shape
        assert min(down) >= -1, shape
        assert max(down) <= height + 1, shape


def test_a_bar_is_as_long_as_its_figure():
    first, second = rects(chart_shapes(table("bar", [("甲", 100), ("乙", 50)]), WIDE, HIGH))
    assert first.width == pytest.approx(2 * second.width)


def test_what_falls_short_lies_on_the_other_side_of_zero():
    below, above = rects(chart_shapes(table("bar", [("甲", -5), ("乙", 5)]), WIDE, HIGH))
    assert below.x + below.width == pytest.approx(above.x)


def test_rows_that_have_no_room_are_told_of():
    many = [(f"病区{number}", number) for number in range(100)]
    said = words(chart_shapes(table("bar", many), WIDE, HIGH))
    assert any("共 100 行，其余见表" in word for word in said)
    assert not any("其余见表" in word for word in words(chart_shapes(table("bar", WARDS), WIDE, HIGH)))


def test_the_sum_of_a_table_is_no_bar():
    summed = table("bar", [("甲", 1), ("乙", 2), ("合计", 3)], total=True)
    assert len(rects(chart_shapes(summed, WIDE, HIGH))) == 2


def test_the_pareto_takes_the_share_so_far_from_its_table():
    shapes = chart_shapes(table("pareto", PARETO, SHARES, (1, 2)), WIDE, HIGH)
    assert {"累计50.0%", "累计80.0%", "累计100.0%"} <= set(words(shapes))
    dots = [shape for shape in shapes if isinstance(shape, Dot)]
    assert dots[0].x < dots[1].x < dots[2].x


def test_a_gap_in_a_course_breaks_the_line():
    whole = table("line", [("1月", 1), ("2月", 2), ("3月", 3)])
    broken = table("line", [("1月", 1), ("2月", None), ("3月", 3)])
    drawn = [
        sum(isinstance(s, Line) and s.tone == "first" for s in chart_shapes(t, WIDE, HIGH)) for t in (whole, broken)
    ]
    assert drawn == [2, 0]


def test_figures_are_written_with_their_units():
    columns = (Column("病区"), Column("合格率", Kind.FIGURE))
    rows = [("甲", Figure(Decimal("90.50"), "%")), ("乙", Figure(None, "%"))]
    said = words(chart_shapes(table("bar", rows, columns), WIDE, HIGH))
    assert "90.50%" in said
    assert "—" not in said


def test_a_field_without_a_figure_stays_white():
    columns = (Column("病区"), Column("甲", Kind.COUNT), Column("乙", Kind.COUNT))
    shapes = chart_shapes(table("heat", [("内科", 3, None), ("外科", 0, 9)], columns, (1, 2)), WIDE, HIGH)
    fields = {shape.title: shape.strength for shape in rects(shapes)}
    assert set(fields) == {"内科 × 甲：3", "外科 × 甲：0", "外科 × 乙：9"}
    assert fields["外科 × 乙：9"] > fields["内科 × 甲：3"] > fields["外科 × 甲：0"]


@pytest.mark.parametrize("rows", [[], [("甲", None)]])
def test_without_a_figure_nothing_is_drawn(rows):
    assert chart_shapes(table("bar", rows), WIDE, HIGH) == ()
    assert wanted_height(table("bar", rows)) == 0


def test_a_long_name_is_shortened_to_its_room():
    assert shortened("心血管内科一病区", 8, 40) == "心血管内…"
    assert shortened("内科", 8, 40) == "内科"


def test_tones_weaken_towards_white():
    assert blended("first", 0) == (255, 255, 255)
    assert blended("first") == (31, 95, 168)
