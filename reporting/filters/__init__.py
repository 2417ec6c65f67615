"""Filters of reporting's lists."""
