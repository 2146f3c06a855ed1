"""All that is one's own, to take along."""
