"""A locality's year: opened, run on a day, what its duties are, what came of it."""
