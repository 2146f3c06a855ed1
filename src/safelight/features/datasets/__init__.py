"""Datasets: pictures filed by class and part, checked, corrected, and kept in versions that a run can name."""
