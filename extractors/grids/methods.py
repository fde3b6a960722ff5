"""How the cells of a table were found, where rules do not show them."""

ALIGNED = "aligned"
NEAREST = "nearest"
COMPLETED = "completed"
UNRULED = frozenset({ALIGNED, NEAREST})
LOOSE = UNRULED | {COMPLETED}
