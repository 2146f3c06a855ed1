"""Models fetched from a hub: what is wanted, how far it is, and the tokens that open gated repositories."""
