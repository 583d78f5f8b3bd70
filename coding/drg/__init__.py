"""CHS-DRG: a scheme pack as a region publishes it becomes a grouper that can show each of its steps."""
