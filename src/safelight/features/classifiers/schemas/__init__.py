"""Configs, runs, sweeps and comparisons of classifiers as the API shows and takes them."""
