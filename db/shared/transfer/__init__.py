"""A store from one engine to another, whole: what goes over, and in which order nothing can be lost."""
