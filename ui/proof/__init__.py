"""Proof against the insurer: agreement, differences, and a change of a rule that a person takes over."""
