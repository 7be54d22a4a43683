"""All addresses. The apps are included by name, so that the floor imports none of them."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views.serve import serve

from portal import views
from portal.ranges import in_parts

handler400 = "portal.views.error_400"
handler403 = "portal.views.error_403"
handler404 = "portal.views.error_404"
handler500 = "portal.views.error_500"

urlpatterns = [
    path("halsa/", views.health, name="health"),
    path("min-sida/", views.my_desk, name="desk"),
    path("laslogg/", views.audit_log, name="audit_log"),
    path("utskick/", views.post_log, name="post_log"),
    path("sok/", include("search.urls")),
    path("kurser/", include("courses.urls")),
    path("blanketter/", include("forms.urls")),
    path("arenden/", include("caseload.urls")),
    path("handledning/", include("supervision.urls")),
    path("handbok/", include("methods.urls")),
    path("konto/", include("portal.account_urls")),
    path("admin/login/", views.admin_login),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^dokument/([0-9]+)/(.*)$", in_parts(serve), name="document"),
    path("dokument/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
