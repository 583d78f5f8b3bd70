"""Where the doctor's words and a standard name differ, character by character."""

from __future__ import annotations

from html import escape

from rapidfuzz.distance import Indel


def diff_html(before: str, after: str) -> str:
    """The characters of the words that the name lacks struck out, those that it adds underlined."""
    told = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            told.append(escape(before[step.src_start : step.src_end]))
        elif step.tag == "delete":
            told.append(f"<s>{escape(before[step.src_start : step.src_end])}</s>")
        elif step.tag == "insert":
            told.append(f"<u><b>{escape(after[step.dest_start : step.dest_end])}</b></u>")
        else:
            told.append(f"<s>{escape(before[step.src_start : step.src_end])}</s>")
            told.append(f"<u><b>{escape(after[step.dest_start : step.dest_end])}</b></u>")
    return "".join(told)
