"""What is given to the window: dropped on it, named on its command line, handed over by another start."""
