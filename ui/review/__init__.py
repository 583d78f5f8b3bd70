"""What people do with a page beside coding it: bring it on its way, review it, deal pages out, grade a sample."""
