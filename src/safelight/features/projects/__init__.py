"""Projects: what belongs together, by a name."""
