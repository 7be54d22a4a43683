from django.urls import path, register_converter
from django.urls.converters import IntConverter

from courses.views import group, leader, own, planning, public, staff, visitors


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
    path("min-plats/svara/", own.answer_place, name="answer_place"),
    path("min-plats/ta-igen/", own.instead_place, name="instead_place"),
    path("min-plats/ta-igen/avboka/", own.give_up_place, name="give_up_place"),
    path("min-plats/utvardera/", own.evaluate_place, name="evaluate_place"),
    path("min-plats/intyg/", own.certificate_place, name="certificate_place"),
    path("min-plats/lapp/<slug:language>/", visitors.slip, name="slip"),
    path("intyg/", visitors.check_certificate, name="check_certificate"),
    path("kalender/<slug:token>.ics", visitors.feed, name="feed"),
    # Those who work here
    path("min-kalender/", visitors.my_feed, name="my_feed"),
    path("min-kalender/andra/", visitors.change_feed, name="change_feed"),
    path("mina/<row:registration>/svara/", own.answer_own, name="answer_own"),
    path("mina/<row:registration>/ta-igen/", own.instead_own, name="instead_own"),
    path("mina/<row:registration>/ta-igen/avboka/", own.give_up_own, name="give_up_own"),
    path("mina/<row:registration>/utvardera/", own.evaluate_own, name="evaluate_own"),
    path("mina/<row:registration>/intyg/", own.certificate_own, name="certificate_own"),
    path("kompetens/", planning.competence, name="competence"),
    path("kompetens/<slug:kind>/", planning.competence_file, name="competence_file"),
    path("siffror/", planning.numbers, name="figures"),
    path("planera/", planning.plan, name="plan"),
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
    path("mina-tillfallen/<row:occasion>/kopiera/", planning.copy, name="copy_occasion"),
    path("mina-tillfallen/<row:occasion>/installt/", group.cancel_occasion, name="cancel_occasion"),
    path("mina-tillfallen/<row:occasion>/installt/<row:session>/", group.cancel_session, name="cancel_session"),
    path("mina-tillfallen/<row:occasion>/svara/<row:registration>/", group.answer_for, name="answer_for"),
    path("mina-tillfallen/<row:occasion>/angra/<row:registration>/", group.restore, name="restore"),
    path("mina-tillfallen/<row:occasion>/intyg/<row:registration>/", group.certificate, name="certificate"),
    path("mina-tillfallen/<row:occasion>/narvaro/<row:session>/utan-anmalan/", group.walk_in, name="walk_in"),
    path("mina-tillfallen/<row:occasion>/handelser/", group.moves, name="moves"),
    path("mina-tillfallen/<row:occasion>/meddelande/", group.write, name="write_to_group"),
    path("mina-tillfallen/<row:occasion>/utvardering/", group.evaluations, name="evaluations"),
    path("mina-tillfallen/<row:occasion>/utskrift/<slug:kind>/", group.printed, name="printed"),
    path("mina-tillfallen/<row:occasion>/fil/<slug:kind>/", group.exported, name="exported"),
]
