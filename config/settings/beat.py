"""What beat asks for, and how often. Rows in the database decide what is done: a tick may be lost, or come twice."""

from typing import Any


def beat_schedule(env: Any) -> dict[str, dict[str, Any]]:
    """The schedule, each interval (seconds) as `env` may set it."""
    return {
        # Plain intervals in seconds, never crontabs: a change of summer time cannot move or double them.
        "sweep-deadlines": {
            "task": "orders.tasks.sweep_deadlines",
            "schedule": env.float("JO_SWEEP_SECONDS", default=1.0),
            # A wake-up that finds every worker busy is soon worth nothing: the next one is already there.
            "options": {"expires": 5},
        },
        "recalculate-deadlines": {
            "task": "orders.tasks.recalculate",
            "schedule": env.float("JO_RECALCULATE_SECONDS", default=3.0),
            "options": {"expires": 10},
        },
        "send-reports": {
            "task": "orders.tasks.send_reports",
            "schedule": env.float("JO_REPORTS_SECONDS", default=3600.0),
            "options": {"expires": 1800},
        },
        "count-reports-again": {
            "task": "orders.tasks.count_reports_again",
            "schedule": env.float("JO_REPORTS_AGAIN_SECONDS", default=6 * 3600.0),
            "options": {"expires": 3600},
        },
        # Mails to contact persons and about jobcentres without one: once an hour is enough, and misses no day.
        "keep-contacts": {
            "task": "jobcenters.tasks.keep_contacts",
            "schedule": env.float("JO_CONTACTS_SECONDS", default=3600.0),
            "options": {"expires": 1800},
        },
        "count-silent-contacts": {
            "task": "orders.tasks.count_silence",
            "schedule": env.float("JO_SILENCE_SECONDS", default=900.0),
            "options": {"expires": 600},
        },
        "deliver-outbox": {
            "task": "notifications.tasks.deliver_outbox",
            "schedule": env.float("JO_OUTBOX_SECONDS", default=15.0),
            "options": {"expires": 60},
        },
        "watch-signing": {
            "task": "agreements.tasks.watch_signing",
            "schedule": env.float("JO_SIGNING_SECONDS", default=120.0),
            "options": {"expires": 300},
        },
        "run-agreement-endings": {
            "task": "agreements.tasks.run_endings",
            "schedule": env.float("JO_ENDINGS_SECONDS", default=900.0),
            "options": {"expires": 600},
        },
        "watch-candidate-readers": {
            "task": "candidates.tasks.watch_readers",
            "schedule": env.float("JO_READERS_SECONDS", default=600.0),
            "options": {"expires": 600},
        },
        "move-candidates": {
            "task": "candidates.tasks.move_candidates",
            "schedule": env.float("JO_MOVES_SECONDS", default=6 * 3600.0),
            "options": {"expires": 3600},
        },
        "deliver-invitations": {
            "task": "candidates.tasks.deliver_invitations",
            "schedule": env.float("JO_INVITATIONS_SECONDS", default=15.0),
            "options": {"expires": 60},
        },
        "refresh-candidate-statistics": {
            "task": "candidates.tasks.refresh_statistics",
            "schedule": env.float("JO_CANDIDATE_STATISTICS_SECONDS", default=900.0),
            "options": {"expires": 600},
        },
        "tell-saved-searches": {
            "task": "candidates.tasks.tell_news",
            "schedule": env.float("JO_SAVED_SEARCH_SECONDS", default=900.0),
            "options": {"expires": 600},
        },
        "watch-upskilling-projects": {
            "task": "candidates.tasks.watch_projects",
            "schedule": env.float("JO_PROJECTS_SECONDS", default=900.0),
            "options": {"expires": 600},
        },
        "take-down-postings": {
            "task": "postings.tasks.expire",
            "schedule": env.float("JO_POSTINGS_SECONDS", default=60.0),
            "options": {"expires": 60},
        },
        "deliver-portal-postings": {
            "task": "postings.tasks.deliver",
            "schedule": env.float("JO_PORTALS_SECONDS", default=15.0),
            "options": {"expires": 60},
        },
        "follow-agreement-dates": {
            "task": "agreements.tasks.follow_dates",
            "schedule": env.float("JO_DATES_SECONDS", default=30.0),
            "options": {"expires": 60},
        },
        "make-agreement-pdfs": {
            "task": "agreements.pdf.sweep",
            "schedule": env.float("JO_PDF_SECONDS", default=20.0),
            "options": {"expires": 60},
        },
        "import-candidates": {
            "task": "candidates.imports.sweep",
            "schedule": env.float("JO_IMPORT_SECONDS", default=20.0),
            "options": {"expires": 60},
        },
        "keep-barometer-rounds": {
            "task": "barometer.tasks.keep_rounds",
            "schedule": env.float("JO_BAROMETER_SECONDS", default=3600.0),
            "options": {"expires": 1800},
        },
        "import-companies": {
            "task": "companies.imports.sweep",
            "schedule": env.float("JO_IMPORT_SECONDS", default=20.0),
            "options": {"expires": 60},
        },
        "import-visits": {
            "task": "visits.imports.sweep",
            "schedule": env.float("JO_IMPORT_SECONDS", default=20.0),
            "options": {"expires": 60},
        },
        "remind-joint-visits": {
            "task": "visits.joint.remind",
            "schedule": env.float("JO_JOINT_VISIT_SECONDS", default=300.0),
            "options": {"expires": 300},
        },
        "make-exports": {
            "task": "leaving.sweep",
            "schedule": env.float("JO_EXPORT_SECONDS", default=30.0),
            "options": {"expires": 60},
        },
        "forget-api-answers": {
            "task": "api.tasks.forget_answers",
            "schedule": env.float("JO_API_ANSWERS_SECONDS", default=3_600.0),
            "options": {"expires": 3_600},
        },
        "deliver-webhooks": {
            "task": "webhooks.tasks.deliver_webhooks",
            "schedule": env.float("JO_WEBHOOK_SECONDS", default=5.0),
            "options": {"expires": 20},
        },
        "forget-webhooks": {
            "task": "webhooks.tasks.forget_webhooks",
            "schedule": env.float("JO_WEBHOOK_FORGET_SECONDS", default=3_600.0),
            "options": {"expires": 3_600},
        },
        # Several times a day: a beat that is restarted every night would never come to a whole one.
        "anonymise-candidates": {
            "task": "candidates.retention.anonymise",
            "schedule": env.float("JO_ANONYMISE_SECONDS", default=21_600.0),
            "options": {"expires": 3_600},
        },
        "answer-rights-requests": {
            "task": "retention.tasks.answer_requests",
            "schedule": env.float("JO_RIGHTS_SECONDS", default=20.0),
            "options": {"expires": 60},
        },
        "carry-out-retention": {
            "task": "retention.tasks.carry_out",
            "schedule": env.float("JO_RETENTION_SECONDS", default=21_600.0),
            "options": {"expires": 3_600},
        },
    }
