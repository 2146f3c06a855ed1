"""Pictures before they are learned from: shaping, and a look at what is wrong with them."""
