"""One folder per model family: what training must know of it. Families do not know each other."""
