"""One file a command, or a family of commands that list things. Heavy packages are imported inside them."""
