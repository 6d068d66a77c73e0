"""The state of the model: households, and the places they live in."""
