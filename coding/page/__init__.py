"""One discharge and what may be done to it: rows, change, page, edits, fields, findings, waivers."""
