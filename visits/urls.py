"""Addresses of notes, tasks, calendar links and joint visits."""

from django.urls import URLPattern, path, re_path

from visits.views import found, importing, joint, notes, rounds, sheets, tasks

app_name = "visits"

urlpatterns: list[URLPattern] = [
    path("virksomheder/<uuid:uuid>/notat/", notes.note_new, name="note_new"),
    path("virksomheder/<uuid:uuid>/notater/", notes.notes, name="notes"),
    path("virksomheder/<uuid:uuid>/internt-notat/", notes.internal_note, name="internal_note"),
    path("notater/", found.find, name="find_notes"),
    path("notater/besoeg-og-opkald.<slug:ending>", sheets.sheet, name="sheet"),
    path("notater/<uuid:uuid>/", notes.note, name="note"),
    path("notater/<uuid:uuid>/ret/", notes.note_edit, name="note_edit"),
    path("notater/indlaes/", importing.imports, name="imports"),
    path("notater/indlaes/skabelon.<slug:ending>", importing.import_template, name="import_template"),
    path("notater/indlaes/<uuid:uuid>/", importing.import_run, name="import_run"),
    path("notater/indlaes/<uuid:uuid>/start/", importing.import_begin, name="import_begin"),
    path("notater/indlaes/<uuid:uuid>/kasser/", importing.import_discard, name="import_discard"),
    path("notater/indlaes/<uuid:uuid>/aendringer.csv", importing.import_changes, name="import_changes"),
    path("notater/indlaes/<uuid:uuid>/fejl.csv", importing.import_faults, name="import_faults"),
    path("interne-notater/<uuid:uuid>/slet/", notes.internal_note_delete, name="internal_note_delete"),
    path("interne-notater/<uuid:uuid>/igen/", notes.internal_note_back, name="internal_note_restore"),
    path("opgaver/", tasks.tasks, name="tasks"),
    path("opgaver/ny/", tasks.task_new, name="task_new"),
    path("opgaver/rundringning/", rounds.choose, name="round"),
    path("opgaver/rundringninger/", rounds.rounds, name="rounds"),
    path("opgaver/rundringninger/<uuid:uuid>/", rounds.call_round, name="call_round"),
    path("opgaver/rundringninger/<uuid:uuid>/ret/", rounds.edit, name="call_round_edit"),
    path("opgaver/rundringninger/<uuid:uuid>/opgiv/", rounds.end, name="call_round_end"),
    path("opgaver/rundringninger/<uuid:uuid>/genoptag/", rounds.resume, name="call_round_resume"),
    path("opgaver/kalender/", tasks.calendar_link, name="calendar_link"),
    path("opgaver/<uuid:uuid>/", tasks.task, name="task"),
    path("opgaver/<uuid:uuid>/gjort/", tasks.task_tick, name="task_done"),
    path("opgaver/<uuid:uuid>/igen/", tasks.task_untick, name="task_reopen"),
    path("virksomheder/<uuid:uuid>/sambesoeg/", joint.joint_visit_new, name="joint_visit_new"),
    path("sambesoeg/<uuid:uuid>/", joint.joint_visit, name="joint_visit"),
    path("sambesoeg/<uuid:uuid>/vaelg/", joint.joint_visit_pick, name="joint_visit_pick"),
    path("sambesoeg/<uuid:uuid>/nye-tider/", joint.joint_visit_times, name="joint_visit_times"),
    path("sambesoeg/<uuid:uuid>/ret/", joint.joint_visit_edit, name="joint_visit_edit"),
    path("sambesoeg/<uuid:uuid>/aflys/", joint.joint_visit_end, name="joint_visit_end"),
    # 32 random bytes; anything else was never given to anybody.
    re_path(r"^kalender/(?P<token>[A-Za-z0-9_-]{43})\.ics$", tasks.calendar_feed, name="calendar_feed"),
]
