from django.urls import URLPattern, path

from candidates.views import project_meetings, project_people, projects

urlpatterns: list[URLPattern] = [
    path("opkvalificering/", projects.projects, name="projects"),
    path("opkvalificering/nyt/", projects.project_new, name="project_new"),
    path("opkvalificering/<uuid:uuid>/", projects.project, name="project"),
    path("opkvalificering/<uuid:uuid>/ret/", projects.project_edit, name="project_edit"),
    path("opkvalificering/<uuid:uuid>/antal/", projects.project_numbers, name="project_numbers"),
    path("opkvalificering/<uuid:uuid>/kandidater/", projects.project_candidates, name="project_candidates"),
    path("opkvalificering/<uuid:uuid>/moede/", project_meetings.meeting_new, name="project_meeting_new"),
    path("opkvalificering/deltagere/<uuid:uuid>/", project_people.participant, name="participant"),
    path("opkvalificering/moeder/<uuid:uuid>/", project_meetings.meeting, name="project_meeting"),
    path("opkvalificering/moeder/<uuid:uuid>/link/", project_meetings.meeting_link, name="project_link"),
    path("opkvalificering/moeder/<uuid:uuid>/moede.ics", project_meetings.meeting_ics, name="project_ics"),
    path(
        "opkvalificering/tilmeldinger/<uuid:uuid>/slet/",
        project_meetings.sign_up_remove,
        name="project_sign_up_remove",
    ),
    path("tilmelding/<str:token>/", project_meetings.sign_up, name="sign_up"),
]
