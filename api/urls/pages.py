"""The pages about the API, for people."""

from django.urls import URLPattern, path

from api.views import guide, tokens

app_name = "api"

urlpatterns: list[URLPattern] = [
    path("api/", guide.guide, name="guide"),
    path("organisation/api-adgang/", tokens.tokens, name="tokens"),
    path("organisation/api-adgang/<uuid:uuid>/", tokens.token, name="token"),
    path("organisation/api-adgang/<uuid:uuid>/spaer/", tokens.revoke, name="token_revoke"),
]
