"""Pictures made on request, each with the recipe that made it."""
