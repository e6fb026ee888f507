"""Units and those that take their place: what is owed goes to the heir."""
