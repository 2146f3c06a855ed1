"""Films made from a picture, which may be drawn first."""
