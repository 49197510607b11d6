"""The addresses of agreements for those who are signed in, by subject."""

from agreements.urls import drafting, life, networks, pages, pdfs, routing, signing

app_name = "agreements"
urlpatterns = [
    *drafting.urlpatterns,
    *life.urlpatterns,
    *networks.urlpatterns,
    *pages.urlpatterns,
    *pdfs.urlpatterns,
    *routing.urlpatterns,
    *signing.urlpatterns,
]
