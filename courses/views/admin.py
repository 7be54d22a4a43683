"""Occasions with their sessions in Wagtail's editor. Saving goes through the same action as everything else."""

from typing import Any

from django.http import HttpResponseBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from courses import actions
from courses.forms import OccasionForm
from courses.models import MessageText, Occasion

PANELS = [
    FieldPanel("course"),
    MultiFieldPanel([FieldPanel("place"), FieldPanel("directions"), FieldPanel("capacity"), FieldPanel("leader")],
                    heading="Var och vem"),
    InlinePanel(
        "sessions",
        heading="Träffar",
        label="träff",
        panels=[
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("title"),
            FieldPanel("place"),
            FieldPanel("is_cancelled"),
        ],
    ),
    MultiFieldPanel([FieldPanel("language"), FieldPanel("interpreter"), FieldPanel("childcare")], heading="I rummet"),
    MultiFieldPanel(
        [FieldPanel("state"), FieldPanel("registration_opens"), FieldPanel("registration_closes")], heading="Anmälan"
    ),
]  # fmt: skip


class SavesByAction:
    """Both views save by the action, and say its refusal at the field."""

    def save_instance(self) -> Occasion:
        return actions.save_occasion(form=self.form, by=self.request.user)  # type: ignore[attr-defined]  # a mixin

    def form_valid(self, form: Any) -> HttpResponseBase:
        self.form = form
        try:
            return super().form_valid(form)  # type: ignore[misc]  # a mixin
        except actions.Refused as refusal:
            form.add_error("capacity", str(refusal))
            return self.form_invalid(form)  # type: ignore[attr-defined]  # a mixin


class OccasionCreateView(SavesByAction, CreateView):
    pass


class OccasionEditView(SavesByAction, EditView):
    pass


class OccasionViewSet(SnippetViewSet):
    model = Occasion
    icon = "date"
    menu_label = "Kurstillfällen"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["__str__", "place", "capacity", "leader", "state"]
    list_filter = ["course", "state", "leader"]
    edit_handler = ObjectList(PANELS, base_form_class=OccasionForm)
    add_view_class = OccasionCreateView
    edit_view_class = OccasionEditView
    copy_view_enabled = False


class MessageTextViewSet(SnippetViewSet):
    """What is sent to participants. There is one text for each kind; none is added or removed."""

    model = MessageText
    icon = "mail"
    menu_label = "Meddelandetexter"
    menu_order = 251
    add_to_admin_menu = True
    list_display = ["__str__", "subject", "is_on"]
    list_filter = ["audience", "is_on"]
    panels = [
        FieldPanel("kind", read_only=True),
        FieldPanel("audience", read_only=True),
        FieldPanel("is_on"),
        FieldPanel("subject"),
        FieldPanel("body"),
        FieldPanel("sms"),
        FieldPanel("hours"),
    ]
    copy_view_enabled = False
