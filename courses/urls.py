from django.urls import path

from courses.views import leader, public, staff

app_name = "courses"
urlpatterns = [
    # Without account
    path("<int:course>/anmalan/", public.sign_up, name="sign_up"),
    path("min-plats/", public.place, name="place"),
    path("min-plats/kod/", public.code, name="code"),
    path("min-plats/andra/", public.change_place, name="change_place"),
    path("min-plats/avboka/", public.cancel_place, name="cancel_place"),
    path("min-plats/glom/", public.forget_place, name="forget_place"),
    path("tillfalle/<int:occasion>/kalender.ics", public.calendar, name="calendar"),
    # Those who work here
    path("", staff.trainings, name="trainings"),
    path("tillfalle/<int:occasion>/anmalan/", staff.sign_up_self, name="sign_up_self"),
    path("mina/<int:registration>/avboka/", staff.cancel_own, name="cancel_own"),
    path("anmal-deltagare/", staff.counter, name="counter"),
    path("att-godkanna/", staff.approvals, name="approvals"),
    path("att-godkanna/<int:registration>/", staff.decide, name="decide"),
    # Course leaders
    path("mina-tillfallen/", leader.occasions, name="leader_occasions"),
    path("mina-tillfallen/<int:occasion>/", leader.participants, name="participants"),
    path("mina-tillfallen/<int:occasion>/narvaro/<int:session>/", leader.attendance, name="attendance"),
    path(
        "mina-tillfallen/<int:occasion>/avboka/<int:registration>/",
        leader.cancel_participant,
        name="cancel_participant",
    ),
]
