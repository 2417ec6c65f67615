"""Writes of the workforce: credentials, sites, training, guidance, roster."""
