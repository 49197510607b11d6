from django.urls import URLPattern, path

from barometer.views import answer, overview, rounds

app_name = "barometer"

urlpatterns: list[URLPattern] = [
    path("", overview.overview_page, name="overview"),
    path("tal.csv", overview.overview_csv, name="csv"),
    path("runder/", rounds.round_list, name="rounds"),
    path("runder/ny/", rounds.round_new, name="round_new"),
    path("runder/<uuid:uuid>/afslut/", rounds.round_end, name="round_end"),
    path("svar/<str:token>/", answer.answer_by_link, name="answer"),
]
