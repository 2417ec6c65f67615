"""Choosing a vendor: the scorecard, the references, and what becomes of the chosen one."""
