"""Reads of charts, work and codes."""
