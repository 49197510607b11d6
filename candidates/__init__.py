"""Candidates: CVs, search and nomination. Nothing here yet: searches are recorded on the order by hand."""
