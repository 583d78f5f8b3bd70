"""The terms desk: the hospital's term book and its names brought together."""
