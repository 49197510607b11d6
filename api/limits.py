"""How much, how often, how long. Pure."""

import datetime

MOST_TOKENS = 20  # that are not revoked or expired, per organisation
ROTATION_HOURS = (0, 1, 24, 72)  # how long the old secret may live on
LIFETIME_DAYS = (30, 90, 180, 365)
ACCESS_SECONDS = 15 * 60  # how long an access token of a client lives
TOKEN_CALLS_PER_MINUTE = 30  # at the token endpoint, per client
KEY_LENGTH = 128  # characters of an Idempotency-Key
KEYS_LIVE = datetime.timedelta(hours=24)
PAGE = 50
PAGE_MOST = 200
MOST_HITS = 200  # of one municipality, as on the page
HITS = 3
