"""Models in memory: load, unload, will it fit, and what was measured."""
