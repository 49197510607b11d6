"""Read queries for pages, API and reports, split by subject."""
