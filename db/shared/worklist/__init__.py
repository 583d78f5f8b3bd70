"""What is asked of the worklist, as SQL; what somebody is shown."""
