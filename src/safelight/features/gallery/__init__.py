"""Looking through all pictures: find, star, bin, restore, and make again."""
