"""Whether a name fits a code: normalising, features, sex and age in words, traditional characters."""
