"""Words become codes: search, the hospital's term book, ranking by fit and never by money."""
