"""The chain of the audit, what is guarded by it, and how it is verified."""
