"""Reads of remittances, claims and denials."""
