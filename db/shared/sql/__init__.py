"""What is said to every engine in SQL."""
