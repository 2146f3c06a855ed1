"""Routes of the classifiers."""
