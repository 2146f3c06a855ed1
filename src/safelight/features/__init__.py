"""What the studio does: one folder per noun, the same drawers in each."""
