"""The rules desk: the hospital's own rules, trying them, waivers."""
