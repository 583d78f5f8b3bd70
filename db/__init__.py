"""The store in SQL: implements the protocols of coding.store."""
