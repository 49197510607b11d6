"""Django's sessions in the database, read without building a query and a model first: every page reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; an empty one, with a new key when it is saved, where it has ended or never was."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select session_data from django_session where session_key = %s and expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
