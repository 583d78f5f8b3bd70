"""What every store in SQL shares, whichever database stands behind it."""
