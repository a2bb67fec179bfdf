"""The checks of lint, one module for each side of a definition."""
