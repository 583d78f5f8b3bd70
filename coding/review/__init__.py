"""The work of a department as pure rules: who may do what, how a page travels, what is looked at."""
