"""People before the window: signing in, sealing, who may do what; and what was done, page by page."""
