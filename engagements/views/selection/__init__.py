"""Choosing a vendor: pages of the control plane, for the practice that chooses."""
