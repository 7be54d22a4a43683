from django.core.paginator import Paginator
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal import audit, desk
from portal import health as health_checks
from portal.models import AuditEvent, Message
from portal.permissions import permission_required


@require_GET
@permission_required("portal.use_desk")
def my_desk(request: HttpRequest) -> HttpResponse:
    """ "Min sida": what is due, my courses, what changed in the handbook."""
    return render(request, "portal/desk.html", {"panels": desk.panels_for(request.user)})


@require_GET
@permission_required("portal.read_audit_log")
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who read and wrote what, newest first. That the log was read is itself logged."""
    events = AuditEvent.objects.all()
    if target := request.GET.get("objekt", "").strip():
        events = events.filter(target=target[:80])
    if actor := request.GET.get("anvandare", "").strip():
        events = events.filter(actor=actor[:150])
    page = Paginator(events, 50).get_page(request.GET.get("sida"))
    with transaction.atomic():
        audit.record(audit.Action.READ, by=request.user, kind="audit", target=target[:80])
    return render(request, "portal/audit_log.html", {"page": page, "target": target, "actor": actor})


@require_GET
@permission_required("portal.read_post_log")
def post_log(request: HttpRequest) -> HttpResponse:
    """What was sent, waits or failed, newest first. To whom is not shown."""
    found = Message.objects.all()
    if (state := request.GET.get("lage", "")) in Message.State.values:
        found = found.filter(state=state)
    page = Paginator(found, 50).get_page(request.GET.get("sida"))
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=request.user, kind="post")
    return render(request, "portal/post_log.html", {"page": page, "state": state, "states": Message.State.choices})


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For the reverse proxy and the administrator: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse(health_checks.state())


@require_GET
def admin_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own login form stays closed; there is one way in, with one lock-out."""
    return redirect("account_login")


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def error_500(request: HttpRequest) -> HttpResponse:
    """Says sorry without asking the database or the menu for anything."""
    return render(None, "errors/500.html", status=500)
