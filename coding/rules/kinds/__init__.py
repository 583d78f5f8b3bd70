"""The kinds of rules: the only place where a rule is Python."""
