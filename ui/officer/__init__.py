"""The officer's desk in the frame of the coder's: a pivot to the left, the form read only, one list to the right."""
