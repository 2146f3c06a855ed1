"""The base models on the shelf: what they are and what they do best."""
