"""What a session tells whoever listens: views hear of each other through it alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class SessionSignals(QObject):
    """The signals of a session, each with what it carries."""

    worklist_changed = Signal()  # pages came or went
    opened = Signal(object)  # page id, or None
    changed = Signal(object)  # What
    examined = Signal(object)  # page id: findings, group and score are new
    considered = Signal(object)  # Shift or None: what the row chosen in an open list would do
    knowledge_changed = Signal()
    search_ready = Signal()  # the search over the code tables answers at once from now on
    failed = Signal(str)  # a Chinese sentence for the status line
    saved = Signal(object)  # datetime: the store holds everything up to now
    judged = Signal(object)  # list of page ids whose worklist rows are new
    judged_by_changed = Signal(object)  # set of Trade: rules, terms or settings were written, be it here or elsewhere
    share_changed = Signal()  # another share of the weight asks for evidence: 依据未写 may hold of other pages
    unsaved_changed = Signal()  # what is typed and not stored yet is other than before
    undecided = Signal()  # what was typed does not fit the stored page any more: a person has to decide
    shown_anew = Signal()  # something went wrong: the page is to be shown as it stands
    held_changed = Signal(str)  # a Chinese sentence: an edited day of discharge has other knowledge hold for the page
    contexts_changed = Signal()  # waivers or audience are other ones: verdicts of other pages may be old
