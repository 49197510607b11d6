"""Tables as files: CSV, XLSX and JSON, read piece by piece and written without formulas. Knows no model."""
