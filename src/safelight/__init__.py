"""Safelight: the self-hosted studio for your own image models."""

__version__ = "0.1.0"
