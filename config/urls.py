"""Every address of the product. Words in addresses are Danish, as everything a user sees."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.settings_page import settings_page
from config.views import health_live, health_ready, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("sundhed/lever/", health_live, name="health_live"),
    path("sundhed/klar/", health_ready, name="health_ready"),
    path("organisation/indstillinger/", settings_page, name="settings"),
    path(settings.ACCOUNT_PATH, include("allauth.urls")),
    path("", include("api.urls.pages")),
    path("api/v1/", include("api.urls.v1")),
    path("organisation/webhooks/", include("webhooks.urls")),
    path("organisation/data/", include("leaving.urls")),
    path("organisation/", include("accounts.urls")),
    path("sletning/", include("retention.urls")),
    path("post/", include("notifications.urls")),
    path("jobcentre/", include("jobcenters.urls")),
    path("virksomheder/", include("companies.urls")),
    path("aftaler/", include("agreements.urls")),
    path("underskriv/", include("agreements.urls.public")),
    path("samtykke/", include("agreements.urls.consent")),
    path("barometer/", include("barometer.urls")),
    path("", include("ui.page_urls")),
    path("", include("visits.urls")),
    path("", include("postings.urls")),
    path("", include("inbound.urls")),
    path("", include("candidates.urls")),
    path("", include("orders.urls")),
]

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.permission_denied"
handler404 = "ui.errors.page_not_found"
handler429 = "ui.errors.too_many_requests"  # allauth asks for it by this name
handler500 = "ui.errors.server_error"

if settings.DEV_PAGES:
    urlpatterns.append(path("dev/tilstande/", include("ui.urls")))
if settings.MAILBOX_DIR:
    urlpatterns.append(path("dev/mail/", include("tooling.mailbox.urls")))
