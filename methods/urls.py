from django.urls import path, re_path

from methods import views
from methods.binder import urls as binder

# As many digits as a key of the database can have.
PK = "(?P<pk>[0-9]{1,18})"

urlpatterns = [
    path("ordlista/", views.glossary, name="glossary"),
    path("granskning/", views.reviews_due, name="reviews_due"),
    re_path(rf"^granskning/{PK}/$", views.review, name="review_chapter"),
    path("kontroll/", views.faults, name="handbook_faults"),
    path("favoriter/", views.favourites, name="favourites"),
    re_path(rf"^favorit/{PK}/$", views.favourite, name="favourite"),
    re_path(rf"^last/{PK}/$", views.mark_read, name="mark_read"),
    re_path(rf"^andrat/{PK}/$", views.changed, name="changed"),
    path("synpunkter/", views.remarks, name="remarks"),
    re_path(rf"^synpunkter/{PK}/$", views.close_remark, name="close_remark"),
    re_path(rf"^synpunkt/{PK}/$", views.remark, name="remark"),
    path("lasning/", views.coverage_list, name="coverage"),
    re_path(rf"^lasning/{PK}/$", views.confirm, name="read_request"),
    re_path(rf"^lasning/ny/{PK}/$", views.ask_to_confirm, name="ask_to_confirm"),
    re_path(rf"^traff/{PK}/$", views.session_guide, name="session_guide"),
    path("sparas/", views.keepable, name="keepable"),
    re_path(rf"^sparad/{PK}/$", views.saved_page, name="saved_page"),
    path("sw.js", views.worker, name="handbook_worker"),
    *binder.urlpatterns,
]
