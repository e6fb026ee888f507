"""Dossiers of products: begun, decided, with their papers, forms, activities and markets."""
