"""Due days: letters on days off, what they move and why, the days of a unit as a calendar."""
