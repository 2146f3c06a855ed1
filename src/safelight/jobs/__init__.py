"""Durable jobs. The job row is the truth, and all there is: whoever looks at it knows what to do next."""
