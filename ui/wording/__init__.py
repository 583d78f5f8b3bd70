"""How the window words findings, differences and marked texts."""
