"""The base year: a synthetic population and its places, made from each unit's own census margins."""
