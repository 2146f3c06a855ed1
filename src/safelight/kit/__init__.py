"""Helpers that could be a library of their own; they know nothing of Safelight's nouns."""
