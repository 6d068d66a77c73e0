"""How a user's YAML file is read: text, tree, checked fields, and every mistake at once."""
