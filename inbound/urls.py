from django.urls import path

from inbound import views

app_name = "inbound"

urlpatterns = [
    path("modtaget-post/", views.inbox, name="inbox"),
    path("modtaget-post/<uuid:uuid>/", views.mail, name="mail"),
    path("modtaget-post/<uuid:uuid>/laeg-paa/", views.lay, name="lay"),
    path("modtaget-post/<uuid:uuid>/fjern/", views.remove, name="remove"),
    path("modtaget-post/<uuid:uuid>/til-side/", views.set_aside, name="set_aside"),
    path("modtaget-post/<uuid:uuid>/laeg-tilbage/", views.restore, name="restore"),
    path("modtaget-post/<uuid:uuid>/svar/", views.answer, name="answer"),
    path("modtaget-post/<uuid:uuid>/filer/<uuid:file>/", views.file, name="file"),
]
