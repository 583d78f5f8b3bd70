"""Rule files become findings: rows, conditions, engine, score, and a hospital's own rules."""
