from django.urls import URLPattern, path

from candidates.views import evidence, saved, search

urlpatterns: list[URLPattern] = [
    path("kandidater/", search.search, name="search"),
    path("kandidater/forslag/", search.suggest, name="suggest"),
    path("kandidater/gemte/", saved.saved_list, name="saved"),
    path("kandidater/gemte/ny/", saved.SaveSearch.as_view(), name="saved_new"),
    path("kandidater/gemte/<uuid:uuid>/", saved.run, name="saved_run"),
    path("kandidater/gemte/<uuid:uuid>/ret/", saved.EditSearch.as_view(), name="saved_edit"),
    path("kandidater/gemte/<uuid:uuid>/slet/", saved.delete, name="saved_delete"),
    path("ordrer/<uuid:uuid>/kandidater/", search.search, name="order_search"),
    path("ordrer/<uuid:uuid>/kandidater/gem/", evidence.KeepSearch.as_view(), name="evidence"),
]
