"""The composition root: settings, URLs, Celery. Nobody imports it."""
