"""Stands in for Qt's module of this name: pyqtgraph derives a class from this one, which no chart of ours uses."""

from PySide6.QtWidgets import QWidget as QOpenGLWidget

__all__ = ["QOpenGLWidget"]
