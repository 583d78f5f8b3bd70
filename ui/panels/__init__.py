"""The panels beside the form: findings, suggestions, their basis, review."""
