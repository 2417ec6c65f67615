"""Rollups, published months and report runs."""
