"""Step 5: rounds, councils, sheets, ballots, minutes, and why a star is what it is."""
