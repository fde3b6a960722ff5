"""Grids: the cells of a table region, reconstructed."""
