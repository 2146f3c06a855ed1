"""Pictures that show what a style does: a generation each, kept out of the gallery."""
