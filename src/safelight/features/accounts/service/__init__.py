"""What can be done with accounts, log-ins and keys."""
