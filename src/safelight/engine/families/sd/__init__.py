"""Stable Diffusion 1.x and 2.x, and anything of their shape."""
