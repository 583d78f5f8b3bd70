"""What the program wants remembered: records and protocols, without SQL."""
