"""People: their accounts, log-ins and keys."""
