"""Every query about configs, runs, sweeps and predictions of classifiers."""
