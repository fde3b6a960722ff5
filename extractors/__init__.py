"""How to get it out: readers, grids, and one module or package per kind of row."""
