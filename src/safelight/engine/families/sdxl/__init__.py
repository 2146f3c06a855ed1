"""Stable Diffusion XL, and anything of its shape."""
