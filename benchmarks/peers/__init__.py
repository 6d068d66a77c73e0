"""The same yearly rule in other idioms, to measure against."""
