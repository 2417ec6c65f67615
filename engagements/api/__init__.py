"""Endpoints of the engagement itself: people, alerts, what waits."""
