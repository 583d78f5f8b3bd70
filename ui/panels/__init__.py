"""The panels beside the form: findings, suggestions, group, what a change needs."""
