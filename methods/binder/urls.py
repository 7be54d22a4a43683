from django.urls import path, re_path

from methods.binder import views

urlpatterns = [
    path("skriv-ut/", views.print_binder, name="print_binder"),
    path("skriv-ut/byt-blad/", views.update_binder, name="update_binder"),
    path("min-parm/", views.own_binder, name="own_binder"),
    # 3.2a-1.4: number, sheet, version.
    re_path(
        r"^blad/(?P<sheet>(?:B|[0-9]{1,6}[a-z]{0,6})(?:\.[0-9]{1,6}[a-z]{0,6})?-[0-9]{1,4}\.[0-9]{1,6})/$",
        views.sheet_status,
        name="binder_sheet",
    ),
]
