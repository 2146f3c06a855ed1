"""A classifier that looks at every new picture before it is kept."""
