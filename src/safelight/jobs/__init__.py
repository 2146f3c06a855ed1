"""Durable jobs. The job row is the truth; DBOS carries placed jobs to workers, and only `engine.py` knows it."""
