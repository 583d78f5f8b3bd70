"""What each person may do at the server, made of the same tables as in the program (``resources/people``)."""
