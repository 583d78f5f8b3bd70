"""What the user sees: one folder a desk or view, no rule and no use case of its own."""
