from django.urls import URLPattern, path

from candidates.views import access_log, consent, nominate, nominations, profile, shortlist

urlpatterns: list[URLPattern] = [
    path("kandidater/<uuid:uuid>/", profile.candidate, name="candidate"),
    path("kandidater/<uuid:uuid>/traek-tilbage/", consent.withdraw, name="withdraw"),
    path("kandidater/<uuid:uuid>/samtykke/", consent.consent_again, name="consent_again"),
    path("kandidater/<uuid:uuid>/udskrift/", access_log.citizen_copy, name="citizen_copy"),
    path("opslag/", access_log.access_log, name="access_log"),
    path("ordrer/<uuid:uuid>/indstil/", nominate.nominate, name="nominate"),
    path("ordrer/<uuid:uuid>/praesenter/", nominations.present, name="present"),
    path("ordrer/<uuid:uuid>/bed-om-frigivelse/", nominations.ask_release, name="ask_release"),
    path("indstillinger/<uuid:uuid>/", nominations.nomination, name="nomination"),
    path("portal/ordrer/<uuid:uuid>/kandidater/", shortlist.shortlist, name="shortlist"),
    path("portal/kandidater/<uuid:uuid>/svar/", shortlist.verdict, name="verdict"),
]
