"""How the tables of a database came to be: Alembic, shipped with the program and run by the server alone."""
