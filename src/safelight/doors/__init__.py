"""Ways in: each door translates its protocol and calls a service, nothing else."""
