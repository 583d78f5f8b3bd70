"""What every room stands on: errors with their sentence, dates, numbers, encodings, folders, guarded files."""
