"""Every move of a dossier, what it asks for, whom it waits for."""
