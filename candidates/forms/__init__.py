"""Forms about candidates, by page."""
