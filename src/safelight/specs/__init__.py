"""Typed requests and results that features, worker and engine share. Data and its limits, no logic."""
