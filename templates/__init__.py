"""Recipes for derivatives, a file a family; they are read as text, never run."""
