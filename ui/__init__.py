"""What the user sees: one folder a desk or view, no rule and no use case of its own."""

import PySide6.QtCore  # noqa: F401 - brings shibokensupport along


def _search_no_module_for_features() -> None:
    """PySide reads the source of every module that is imported after it, and keeps it, to see whether the module may
    want one of its switchable features. None of ours does: that was a tenth of the start, and 17 MB.
    """
    from shibokensupport import feature

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001 - there is no switch for it


_search_no_module_for_features()
