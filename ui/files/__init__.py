"""Files in the window: opening, column map, exporting."""
