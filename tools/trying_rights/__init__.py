"""What ``tools.rights_tries`` tries, by subject."""
