"""The front page as a form, in the order of the paper one."""
