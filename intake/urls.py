"""Public addresses of the intake; mount them above Wagtail's, at the slug of the intake page."""

from django.urls import path, re_path

from intake import again_views, reading_views, views, your_data_views

app_name = "intake"
urlpatterns = [
    path("q/<slug:key>/", views.step, name="step"),
    path("check/", views.check, name="check"),
    path("result/", views.result, name="result"),
    path("save/", views.save, name="save"),
    path("continue/<str:token>/", views.resume, name="resume"),
    path("read/<slug:key>/", reading_views.read, name="read"),
    path("leave/", views.leave, name="leave"),
    path("again/<str:token>/", again_views.again, name="again"),
    path("again/<str:token>/now/", again_views.now, name="again_now"),
    path("your-data/<str:token>/", your_data_views.show, name="your_data"),
    re_path(
        r"^your-data/(?P<token>[^/]+)/file\.(?P<form>json|html)$",
        your_data_views.download,
        name="your_data_file",
    ),
    re_path(
        r"^your-data/(?P<token>[^/]+)/(?P<what>withdraw|erase)/$",
        your_data_views.ask,
        name="your_data_ask",
    ),
]
