"""Classifiers: configs, runs and sweeps that teach a model to tell classes apart, and what came of them."""
