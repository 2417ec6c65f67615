"""The Celery application. Queues keep short work, imports and PDFs apart."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.beat import BEAT_SCHEDULE

app = Celery("concord")
app.conf.update(
    broker_url=settings.REDIS_URL,
    result_backend=None,
    task_ignore_result=True,
    task_default_queue="default",
    task_queues=[Queue("default"), Queue("imports"), Queue("pdf")],
    task_routes={
        "charts.import_*": {"queue": "imports"},
        "denials.remittance_import*": {"queue": "imports"},
        "reporting.report_*": {"queue": "pdf"},
        "engagements.data_return_*": {"queue": "imports"},
        "engagements.certificate_*": {"queue": "pdf"},
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "global_keyprefix": "concord:"},
    beat_schedule=BEAT_SCHEDULE,
    beat_max_loop_interval=30,
    timezone="UTC",
    enable_utc=True,
)
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**_kwargs: Any) -> None:
    from config import checks  # its imports need the apps, which are set up by now

    checks.refuse_unsafe_start()
