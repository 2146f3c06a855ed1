"""The plain routes: one call to make a character, one to make a picture."""
