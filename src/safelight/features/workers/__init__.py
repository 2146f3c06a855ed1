"""The processes that compute, as people see them."""
