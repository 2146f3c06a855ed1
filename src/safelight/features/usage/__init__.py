"""What everybody used, and how much they may."""
