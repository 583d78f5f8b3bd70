"""The proof under Wine looks at the edges of every picture: text that is cut there is found, what ends there is not."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ui.theme.fonts import text_font

PROOF = Path(__file__).resolve().parents[2] / "release" / "windows" / "proof"


@pytest.fixture(scope="module")
def cut_sides():
    spec = importlib.util.spec_from_file_location("edges", PROOF / "edges.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.cut_sides


def drawn(qapp, text, x, y, turned=0):
    """A picture of 400 × 300 with a frame, a bar and one line of text whose upper left corner is at x, y."""
    image = QImage(400, 300, QImage.Format.Format_RGB888)
    image.fill(QColor("#f6f8fa"))
    painter = QPainter(image)
    painter.fillRect(QRect(0, 0, 120, 300), QColor("#dfe6ec"))
    painter.setPen(QColor("#9aa8b4"))
    for edge in (120, 250):
        painter.drawLine(edge, 0, edge, 300)
    painter.setFont(text_font())
    painter.setPen(QColor("#1b1f24"))
    painter.translate(x, y)
    painter.rotate(turned)
    painter.drawText(QRect(0, 0, 300, 20), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
    painter.end()
    points = np.frombuffer(image.constBits(), np.uint8).reshape(300, image.bytesPerLine())
    return points[:, : 400 * 3].reshape(300, 400, 3).copy()


TEXT = "急性阑尾炎伴穿孔及局限性腹膜炎 K35.300"


@pytest.mark.parametrize(("x", "y", "side"), [(130, 292, "bottom"), (130, -8, "top")])
def test_a_line_that_the_edge_goes_through_is_found(qapp, cut_sides, x, y, side):
    assert cut_sides(drawn(qapp, TEXT, x, y)) == [side]


def test_a_line_that_runs_along_a_side_is_found_there_too(qapp, cut_sides):
    assert cut_sides(drawn(qapp, TEXT, 408, 20, turned=90)) == ["right"]


@pytest.mark.parametrize("y", [5, 140, 275])
def test_a_line_that_stands_whole_is_no_complaint(qapp, cut_sides, y):
    assert cut_sides(drawn(qapp, TEXT, 130, y)) == []
