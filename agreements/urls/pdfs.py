"""Addresses of the PDF files."""

from django.urls import URLPattern, path

from agreements.views import pdfs

urlpatterns: list[URLPattern] = [
    path("version/<uuid:uuid>/pdf/", pdfs.panel, name="pdf_panel"),
    path("version/<uuid:uuid>/pdf/<slug:kind>/", pdfs.ask, name="pdf_ask"),
    path("pdf/<uuid:uuid>/", pdfs.download, name="pdf"),
]
