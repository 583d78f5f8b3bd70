"""Care of the data and of the program: settings, verifying, moving, the support bundle, about, a newer version."""
