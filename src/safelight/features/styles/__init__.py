"""Prompt styles: what words and pictures a person adds to a prompt by one name."""
