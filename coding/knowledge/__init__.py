"""All that is loaded once and read only, with the stamp that names it."""
