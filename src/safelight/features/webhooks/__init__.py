"""Calls to other programs when a job has news."""
