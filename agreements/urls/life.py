"""An agreement in force: a new end, and the meetings."""

from django.urls import URLPattern, path

from agreements.views import changes, meetings, minutes

urlpatterns: list[URLPattern] = [
    path("<uuid:uuid>/forlaeng/", changes.extend, name="extend"),
    path("<uuid:uuid>/ophaev/", changes.cancel, name="cancel"),
    path("<uuid:uuid>/moeder/", meetings.meetings, name="meetings"),
    path("aendring/<uuid:uuid>/", changes.answer, name="change"),
    path("aendring/<uuid:uuid>/traek-tilbage/", changes.withdraw, name="change_withdraw"),
    path("moede/<uuid:uuid>/", meetings.meeting, name="meeting"),
    path("moede/<uuid:uuid>/flyt/", meetings.move, name="meeting_move"),
    path("moede/<uuid:uuid>/aflys/", meetings.cancel, name="meeting_cancel"),
    path("moede/<uuid:uuid>/ret-referat/", minutes.meeting_minutes_correct, name="meeting_minutes_correct"),
    path("moede/<uuid:uuid>/inviter/", meetings.invite, name="meeting_invite"),
    path("moede/<uuid:uuid>/kalender.ics", meetings.ics, name="meeting_ics"),
]
