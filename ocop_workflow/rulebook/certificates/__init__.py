"""How a certificate stands on a day, and what must be done about it."""
