"""How wide a search for candidates may be, in kilometres (A20; R30). Pure."""

RADIUS_MIN_KM, RADIUS_MAX_KM, RADIUS_STEP_KM, RADIUS_DEFAULT_KM = 10, 100, 5, 20
