"""Reads of reporting: boards, health, portfolio."""
