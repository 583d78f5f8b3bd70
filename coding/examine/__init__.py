"""What is known of a page under a Knowledge, and what a change would do to it."""
