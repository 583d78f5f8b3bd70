"""Files become pages and pages files: layouts, column maps, encodings, rejects, settlement lists."""
