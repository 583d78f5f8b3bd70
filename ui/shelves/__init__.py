"""The days of a file of knowledge: asked when it is brought, and whenever they are to be others."""
