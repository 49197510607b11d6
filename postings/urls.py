from django.urls import URLPattern, path

from postings.views import public, staff

app_name = "postings"

urlpatterns: list[URLPattern] = [
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("ledige-stillinger/", public.vacancies, name="list"),
    path("ledige-stillinger/feed.json", public.feed_json, name="feed_json"),
    path("ledige-stillinger/feed.xml", public.feed_rss, name="feed_rss"),
    path("ledige-stillinger/hos/<uuid:jobcenter>/", public.vacancies, name="jobcenter_list"),
    path("ledige-stillinger/hos/<uuid:jobcenter>/feed.json", public.feed_json, name="jobcenter_feed_json"),
    path("ledige-stillinger/hos/<uuid:jobcenter>/feed.xml", public.feed_rss, name="jobcenter_feed_rss"),
    path("ledige-stillinger/<uuid:uuid>/", public.posting, name="posting"),
    path("ledige-stillinger/<uuid:uuid>/stilling.jsonld", public.posting_jsonld, name="posting_jsonld"),
    path("ordrer/<uuid:uuid>/slaa-op/<uuid:line>/", staff.Publish.as_view(), name="publish"),
    path("stillingsopslag/<uuid:uuid>/", staff.history, name="history"),
    path("stillingsopslag/<uuid:uuid>/tag-ned/", staff.Withdraw.as_view(), name="withdraw"),
    path("stillingsopslag/<uuid:uuid>/jobnet.json", staff.jobnet_file, name="jobnet_file"),
    path("stillingsopslag/<uuid:uuid>/jobnet/", staff.Register.as_view(), name="register"),
    path("stillingsopslag/<uuid:uuid>/jobnet/fjernet/", staff.removed, name="removed"),
]
