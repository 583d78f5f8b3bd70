"""What every grouper is asked and answers: a case, a grouping, and the case that a page makes."""
