"""Django's PostgreSQL engine, with a cheaper look at whether a kept connection still lives."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the connection can be asked again; CONN_HEALTH_CHECKS asks this at the start of every request.

        A server that ends a connection says so, and then closes it: both make the socket readable while nothing was
        asked. On a silent socket there is nothing to find out, so the usual `SELECT 1`, a round trip for every page, is
        kept for one that is not silent (it may only be a notice).
        """
        connection = self.connection
        if connection is None or connection.closed:
            return False
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
