"""Stands in for Qt's module of this name (11 MB with its libraries): charts are drawn without, but pyqtgraph asks."""
