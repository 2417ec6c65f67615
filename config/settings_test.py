"""Settings of the test suite: the same engines, cheaper passwords, quieter logs."""

import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403 -- the tests run the real settings

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.PlainStorage"},
}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="concord-test-media-"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index] # noqa: F405 -- defined by the star import
# Thousands of requests are refused on purpose; server errors are still told.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}  # type: ignore[index] # noqa: F405 -- defined by the star import
