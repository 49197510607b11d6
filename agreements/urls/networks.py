"""Networks of jobcentres: what they have agreed, who is in them, and their leaders' meetings."""

from django.urls import URLPattern, path

from agreements.views import minutes, network_meetings, networks

urlpatterns: list[URLPattern] = [
    path("netvaerk/", networks.networks, name="networks"),
    path("netvaerk/<uuid:uuid>/", networks.network, name="network"),
    path("netvaerk/<uuid:uuid>/ydelser/", networks.network_offers, name="network_offers"),
    path("netvaerk/<uuid:uuid>/spilleregler/", networks.network_rules, name="network_rules"),
    path("netvaerk/<uuid:uuid>/minimum/", networks.network_minimum, name="network_minimum"),
    path("netvaerk/<uuid:uuid>/koordinator/", networks.network_coordinator, name="network_coordinator"),
    path("netvaerk/<uuid:uuid>/medlemmer/ny/", networks.network_member_new, name="network_member_new"),
    path(
        "netvaerk/<uuid:uuid>/medlemmer/<int:pk>/ud/",
        networks.network_member_leave_view,
        name="network_member_leave",
    ),
    path(
        "netvaerk/<uuid:uuid>/medlemmer/<int:pk>/fortryd/",
        networks.network_member_forget_view,
        name="network_member_forget",
    ),
    path("netvaerk/<uuid:uuid>/moeder/", network_meetings.network_meetings, name="network_meetings"),
    path("netvaerksmoeder/<uuid:uuid>/", network_meetings.network_meeting, name="network_meeting"),
    path(
        "netvaerksmoeder/<uuid:uuid>/ret/", network_meetings.network_meeting_edit, name="network_meeting_edit"
    ),
    path(
        "netvaerksmoeder/<uuid:uuid>/referat/",
        network_meetings.network_meeting_minutes,
        name="network_meeting_minutes",
    ),
    path(
        "netvaerksmoeder/<uuid:uuid>/ret-referat/",
        minutes.network_minutes_correct_view,
        name="network_minutes_correct",
    ),
    path(
        "netvaerksmoeder/<uuid:uuid>/inviter/",
        network_meetings.network_meeting_invite_view,
        name="network_meeting_invite",
    ),
    path(
        "netvaerksmoeder/<uuid:uuid>/kalender.ics",
        network_meetings.network_meeting_ics,
        name="network_meeting_ics",
    ),
    path(
        "netvaerksmoeder/<uuid:uuid>/aflys/",
        network_meetings.network_meeting_cancel_view,
        name="network_meeting_cancel",
    ),
]
