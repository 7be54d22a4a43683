"""The pages on which forms are built and, when they are public, filled in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.forms.models import FormMixin
from wagtail.fields import RichTextField, StreamField

from forms import scheduled, stepping
from forms.blocks import BindingsBlock, StepsBlock, plain
from forms.builder import AnswersForm, SchemaFormBuilder
from forms.models.submissions import Submission
from forms.models.versions import FormVersion
from forms.panels import ChangesPanel, WhoWidget
from forms.schema import AUDIENCES, Schema
from forms.settling import condition_as_data, questions_as_data, settle
from portal.models import BasePage

WHO = FieldPanel("permission", widget=WhoWidget, heading="Vem i personalen", help_text="Rollerna som får fylla i den.")
TEXT = ["bold", "italic", "ol", "ul", "link"]


class FormsIndexPage(BasePage):
    """All forms; visitors see the public ones."""

    parent_page_types = ["portal.StartPage"]
    subpage_types = ["portal_forms.FormPage"]
    template = "forms/index_page.html"
    max_count = 1

    class Meta:
        verbose_name = "blankettsamling"
        verbose_name_plural = "blankettsamlingar"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        own = FormPage.objects.child_of(self).live().filter(locale__language_code=settings.LANGUAGE_CODE)
        forms = own.order_by("title")
        return super().get_context(request, *args, **kwargs) | {
            "forms": [form for form in forms if form.readable_by(request.user)]
        }


class FormPage(FormMixin, BasePage):
    """A form. Editing it changes a draft; publishing makes an immutable FormVersion, which is what people fill in."""

    key = models.SlugField("nyckel", max_length=40, unique=True, help_text="Till exempel F02. Ändras aldrig.")
    audience = models.CharField("fylls i av", max_length=10, choices=list(AUDIENCES.items()), default="public")
    permission = models.CharField(
        "behörighet", max_length=80, blank=True, help_text="Krävs för personal, till exempel caseload.handle_case."
    )
    intro = RichTextField("inledning", features=TEXT, blank=True)
    thanks = RichTextField("text på kvittot", features=TEXT, blank=True)
    steps = StreamField(StepsBlock(), verbose_name="frågor")
    paged = models.BooleanField("ett steg i taget", default=False)
    reviewed = models.BooleanField(
        "visa svaren innan de skickas",
        default=True,
        help_text="Den som fyller i läser igenom sina svar och kan ändra dem innan blanketten skickas.",
    )
    unstored = models.BooleanField(
        "spara inget",
        default=False,
        help_text="För uträkningar: resultatet visas, men inget sparas och inget händer i något ärende.",
    )
    bindings = StreamField(BindingsBlock(required=False), verbose_name="verkan", blank=True)

    content_panels = [
        *BasePage.content_panels,
        ChangesPanel(heading="Vad som ändras när blanketten publiceras"),
        MultiFieldPanel([FieldPanel("key"), FieldPanel("audience"), WHO], "Vem och vad"),
        MultiFieldPanel([FieldPanel("paged"), FieldPanel("reviewed"), FieldPanel("unstored")], "Så fylls den i"),
        FieldPanel("intro"),
        FieldPanel("steps"),
        FieldPanel("bindings"),
        FieldPanel("thanks"),
    ]
    parent_page_types = ["portal_forms.FormsIndexPage"]
    subpage_types: list[str] = []
    template = "forms/form_page.html"
    form_builder = SchemaFormBuilder

    class Meta:
        verbose_name = "blankett"
        verbose_name_plural = "blanketter"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Saving a draft makes the keys of new questions, so that a later change of words does not change them."""
        self.settle()
        super().full_clean(*args, **kwargs)

    def settle(self) -> None:
        settle(self.steps, self.bindings, self.history())

    def history(self) -> list[Schema]:
        return FormVersion.objects.history(self.key)

    def in_force(self) -> FormVersion | None:
        return FormVersion.objects.in_force(self.key)

    def clean(self) -> None:
        super().clean()
        taken = FormVersion.objects.filter(form_key=self.key).exists()
        before = FormPage.objects.filter(pk=self.pk).values_list("key", flat=True).first()
        if before and taken and before != self.key:
            raise ValidationError({"key": "Nyckeln kan inte ändras, för det finns redan publicerade versioner."})

    def publish(self, revision: Any, user: Any = None, **options: Any) -> Any:
        """Publish and make the version in one transaction; raises ValidationError when the guard finds faults.

        One that is to be published later gets its version then. If it has faults by then it stays a draft, and the one
        who planned it is told.
        """
        with transaction.atomic():
            draft = revision.as_object()
            draft.settle()
            faults = FormVersion.objects.faults(draft.schema())
            if faults and options.get("log_action") == scheduled.PUBLISH:
                return scheduled.stays_a_draft(revision, faults)
            if faults or not scheduled.is_later(draft):
                FormVersion.objects.publish(draft.schema(), by=getattr(user, "username", "") or "systemet")
            return super().publish(revision, user=user, **options)

    def schema(self) -> Schema:
        """The schema as the page holds it now; what is in force is `version()`."""
        return Schema.from_dict(
            {
                "key": self.key,
                "title": self.title,
                "audience": self.audience,
                "permission": self.permission,
                "steps": [_step_as_data(step) for step in plain(self.steps)],
                "paged": self.paged,
                "reviewed": self.reviewed,
                "unstored": self.unstored,
                **self._language(),
                "bindings": [_arguments_as_dict(binding) for binding in plain(self.bindings)],
            }
        )

    def _language(self) -> dict[str, str]:
        """A page in another locale is a translation of the form that shares its translation key."""
        if self.locale_id is None or self.locale.language_code == settings.LANGUAGE_CODE:
            return {}
        original = FormPage.objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        ).first()
        return {"language": self.locale.language_code, "original": original.key if original else ""}

    def languages(self) -> list["FormPage"]:
        """The form in other languages, live and readable; in a translation the original too."""
        others = FormPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return list(others.live().select_related("locale").order_by("key"))

    def version(self) -> FormVersion:
        version = self.in_force()
        if version is None:
            raise Http404
        return version

    @property
    def is_opened_alone(self) -> bool:
        """Forms about a case are filled in from the case, and are not found by searching."""
        return self.audience != "case"

    def readable_by(self, user: Any) -> bool:
        if self.audience == "public":
            return super().readable_by(user)
        return user.is_authenticated and user.may(self.permission) and self.audience == "staff"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from forms.views import fill_page  # views import the models

        return fill_page(request, self)

    # What Wagtail's form pages ask for: the preview builds the draft's form; submissions are ours alone.
    def get_form_class(self) -> type[AnswersForm]:
        return SchemaFormBuilder(self.schema()).get_form_class()

    def get_submission_class(self) -> type[Submission]:
        return Submission

    def get_submissions(self) -> Any:
        return Submission.objects.none()

    def serve_submissions_list_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who may edit a page may not therefore read what people sent; Wagtail's own list stays closed."""
        raise Http404

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        form = self.get_form_class()()
        view = stepping.first(form)
        context = self.get_context(request) | {"form": form, "view": view, "words": form.words}
        return TemplateResponse(request, self.template, context)


def _step_as_data(step: dict[str, Any]) -> dict[str, Any]:
    condition = condition_as_data(step["show_if"])
    data = {"title": step["title"] or "", "questions": questions_as_data(step["questions"])}
    return data | ({"show_if": condition} if condition else {})


def _arguments_as_dict(binding: dict[str, Any]) -> dict[str, Any]:
    pairs = {each["parameter"]: each["question"] for each in binding["arguments"]}
    return {"effect": binding["effect"], "arguments": pairs}
