"""What must be told, to whom, and its way out of the house."""
