"""Machines that compute for this studio from elsewhere, and the tokens by which they join."""
