"""Machines with GPUs that are rented by the hour: made, watched, paid for, ended."""
