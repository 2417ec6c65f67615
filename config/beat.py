"""What runs when. Every task is safe to run twice, and late; `expires` drops a stale one."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "bounds": {
        "task": "engagements.bounds_evaluate_all",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "grants": {
        "task": "engagements.grants_repair",
        "schedule": crontab(hour=5, minute=15),
        "options": {"expires": 6 * 3600},
    },
    "uploads": {
        "task": "charts.uploads_expire_all",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "query-windows": {
        "task": "queries.windows_check",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "worklists": {
        "task": "charts.worklists_open",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "leases": {
        "task": "charts.leases_return_all",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "months": {
        "task": "reporting.months_close",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "service-levels": {
        "task": "reporting.levels_record_all",
        "schedule": 6 * 3600.0,
        "options": {"expires": 6 * 3500},
    },
    "dnfc": {
        "task": "reporting.dnfc_count_due",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "rollups": {
        "task": "reporting.rollup_refresh_due",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "qa-sample-draw-months": {
        "task": "qa.sample_draw_months",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "denials-claims-rematch": {
        "task": "denials.claims_rematch_all",
        "schedule": crontab(hour="7", minute="20"),
        "options": {"expires": 6 * 3600},
    },
    "denials-spool-sweep": {
        "task": "denials.spool_sweep",
        "schedule": crontab(hour="7", minute="50"),
        "options": {"expires": 6 * 3600},
    },
    "alerts": {
        "task": "engagements.alerts_run_all",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "hypercare": {
        "task": "reporting.hypercare_prepare_all",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
}
