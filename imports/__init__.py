"""The machinery under every import: storing a file piece by piece, and working through it in turns that may be killed.

Which rows a file has and what becomes of them is the importing app's own (`candidates/imports`, `companies/imports`,
`visits/imports`). The last two are a `Kind` each: their tables, pages and mail are made from what is here.
"""
