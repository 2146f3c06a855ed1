"""The process that computes: one per device; fetch, engine, store, record."""
