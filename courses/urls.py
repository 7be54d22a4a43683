from django.urls import path, register_converter
from django.urls.converters import IntConverter

from courses.views import leader, public, staff


class RowConverter(IntConverter):
    """A number that a row can have; a longer one is no address at all instead of an error in the database."""

    regex = "[0-9]{1,18}"


register_converter(RowConverter, "row")

app_name = "courses"
urlpatterns = [
    # Without account
    path("<row:course>/anmalan/", public.sign_up, name="sign_up"),
    path("min-plats/", public.place, name="place"),
    path("min-plats/lank/<row:registration>/<slug:token>/", public.personal_link, name="personal_link"),
    path("min-plats/kod/", public.code, name="code"),
    path("min-plats/andra/", public.change_place, name="change_place"),
    path("min-plats/avboka/", public.cancel_place, name="cancel_place"),
    path("min-plats/glom/", public.forget_place, name="forget_place"),
    path("tillfalle/<row:occasion>/kalender.ics", public.calendar, name="calendar"),
    # Those who work here
    path("", staff.trainings, name="trainings"),
    path("tillfalle/<row:occasion>/anmalan/", staff.sign_up_self, name="sign_up_self"),
    path("mina/<row:registration>/avboka/", staff.cancel_own, name="cancel_own"),
    path("anmal-deltagare/", staff.counter, name="counter"),
    path("att-godkanna/", staff.approvals, name="approvals"),
    path("att-godkanna/<row:registration>/", staff.decide, name="decide"),
    # Course leaders
    path("mina-tillfallen/", leader.occasions, name="leader_occasions"),
    path("mina-tillfallen/<row:occasion>/", leader.participants, name="participants"),
    path("mina-tillfallen/<row:occasion>/narvaro/<row:session>/", leader.attendance, name="attendance"),
    path(
        "mina-tillfallen/<row:occasion>/avboka/<row:registration>/",
        leader.cancel_participant,
        name="cancel_participant",
    ),
]
