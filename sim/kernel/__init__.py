"""The driver: a unit's households through the rules, row by row, on threads. Draws are made here; rules get them."""
