"""Cards: what is known of one code or of one group, one link away from the next."""
