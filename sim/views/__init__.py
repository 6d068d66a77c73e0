"""What a person sees: command line, terminal, pictures."""
