"""Addresses that exist only in the demo."""

from django.urls import path

from clinic_site.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("components/", views.components, name="components"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<str:key>/", views.mail_detail, name="mail_detail"),
    path("mail/<str:key>/html/", views.mail_html, name="mail_html"),
    path("mail/<str:key>/attachment/<int:number>/", views.mail_attachment, name="mail_attachment"),
]
