"""Reads of the workforce: people, credentials, training, guidance, roster."""
