"""Mutants of the program: single changes of logic, and whether the tests notice them. Driven by tools/mutants.py."""
