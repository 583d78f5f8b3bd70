"""What the program knows of discharge front pages. No Qt, no SQL, no pandas in its types."""
