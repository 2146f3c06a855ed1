"""Finished pictures in another size: resized, or enlarged by a learned upscaler."""
