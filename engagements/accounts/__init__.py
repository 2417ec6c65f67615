"""Signing in: the hooks that django-allauth and django-axes call, and the session's limits."""
