"""Icons drawn in the colours of the theme."""
