"""The clients that are measured, a file for each; none is imported outside of its own environment."""
