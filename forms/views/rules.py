"""Who may work with what was sent with a form, how long it is kept, and where it is handed over."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from forms.forms import AccessForm, RulesForm
from forms.models import FormAccess, FormRules, FormVersion
from portal import audit
from portal.permissions import permission_required


@require_GET
@permission_required("forms.manage_rules")
def rules(request: HttpRequest) -> HttpResponse:
    known = {each.form_key: each for each in FormRules.objects.all()}
    versions = FormVersion.objects.newest_of_each()
    rows = [(version, known.get(version.form_key, FormRules(form_key=version.form_key))) for version in versions]
    return render(request, "forms/rules.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@permission_required("forms.manage_rules")
def form_rules(request: HttpRequest, key: str) -> HttpResponse:
    """One form's rules. Who gets access, and who lost it, is logged."""
    version = get_object_or_404(FormVersion.objects.newest_of_each(), form_key=key)
    kept = FormRules.objects.filter(form_key=key).first() or FormRules(form_key=key)
    asked = request.POST.get("gor", "")
    rules_form = RulesForm(request.POST if asked == "regler" else None, instance=kept)
    access_form = AccessForm(request.POST if asked == "lagg-till" else None)
    if asked and _done(request, key, asked, rules_form, access_form):
        return redirect("forms_form_rules", key)
    context = {
        "version": version,
        "rules_form": rules_form,
        "access_form": access_form,
        "rows": FormAccess.objects.filter(form_key=key).select_related("group"),
    }
    return render(request, "forms/form_rules.html", context, status=422 if asked else 200)


@transaction.atomic
def _done(request: HttpRequest, key: str, asked: str, rules_form: RulesForm, access_form: AccessForm) -> bool:
    if asked == "regler" and rules_form.is_valid():
        rules_form.save()
        said = rules_form.instance.get_retention_display()
    elif asked == "lagg-till" and access_form.is_valid():
        data = access_form.cleaned_data
        FormAccess.objects.update_or_create(
            form_key=key, group=data["group"], right=data["right"], defaults={"all_units": data["all_units"]}
        )
        said = f"{data['group']} får {data['right']}"
    elif asked.startswith("bort-") and asked[5:].isdigit():
        row = get_object_or_404(FormAccess, form_key=key, pk=int(asked[5:][:12]))
        said = f"{row.group} får inte längre {row.right}"
        row.delete()
    else:
        return False
    audit.record(audit.Action.WRITE, by=request.user, kind="form_rules", target=key, reason=said)
    return True
