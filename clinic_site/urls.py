"""Addresses of the reference site: health check, admin, booking, then the Wagtail page tree."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from clinic_site.health import healthz
from clinic_site.robots import robots
from clinic_site.second_factor import CodeView, SetUpView

urlpatterns = [
    path("healthz", healthz),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/second-factor/", CodeView.as_view(), name="second_factor"),
    path("admin/second-factor/set-up/", SetUpView.as_view(), name="second_factor_set_up"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("booking/", include("intake.booking.urls")),
    path("intake/", include("intake.urls")),
]

if apps.is_installed("clinic_site.demo"):
    urlpatterns += [path("demo/", include("clinic_site.demo.urls"))]
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += [path("", include(wagtail_urls))]

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.permission_denied"
handler404 = "clinic_site.errors.page_not_found"
handler500 = "clinic_site.errors.server_error"
