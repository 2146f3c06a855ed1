"""What people set at run time; kept in the database, so that it is the same on each of their devices."""
