"""A store for a department on PostgreSQL."""
