"""Papers: the page, the cards and the slips as they are printed, looked at before, or kept as PDF."""
