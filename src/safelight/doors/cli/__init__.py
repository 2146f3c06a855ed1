"""The command line: typer commands that speak HTTP to the studio, and the few that work alone."""
