"""The trades of ``coding.store`` over the connections of an engine."""
