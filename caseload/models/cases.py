from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from caseload.models.people import PROTECTED, Person
from caseload.models.rights import Block, Emergency, Restriction
from caseload.stages import OPEN_ECONOMY, Economy, Eviction, Kind, Stage
from portal import identity
from portal.addresses import address
from portal.scoping import ScopedQuerySet

# The words of the choices, made once: Django makes them anew for each row of a list.
KINDS, STAGES, EVICTIONS = ({key: str(word) for key, word in each.choices} for each in (Kind, Stage, Eviction))


class CaseQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Need to know: one's own by assignment, the unit's for those who lead or handle it, open economy work for
        advisers, and for an hour what was opened in an emergency. Cases of people with protected identity and
        restricted cases are seen by assignment only. Who is kept away from a person sees none of that person's cases.

        Law: 10 § lagen (2001:454): no more access than the work needs.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none().scoped()
        return self.filter(self._opened_to(user)).exclude(person__in=self.kept_from(user)).scoped()

    def handled_by(self, user: Any) -> Self:
        """One's own as handläggare: part of what is visible, without asking for the other grounds."""
        return self.filter(responsible=user.username).exclude(person__in=self.kept_from(user)).scoped()

    def _opened_to(self, user: Any) -> Q:
        assigned = Q(responsible=user.username) | Q(
            pk__in=Assignment.objects.filter(username=user.username, until=None).values("case")
        )
        by_role = Q(pk__in=[])
        if user.may("caseload.read_unit_cases") and user.unit_id:
            by_role |= Q(unit=user.unit.key)
        if user.may("caseload.read_open_economy_cases"):
            by_role |= Q(economy__in=OPEN_ECONOMY)
        protected = Q(person__protection__in=PROTECTED)
        restricted = Q(pk__in=Restriction.objects.standing().values("case"))
        emergency = Q(pk__in=[])
        if user.may("caseload.emergency_access"):
            opened = Emergency.objects.open_at(timezone.now()).filter(username=user.username)
            emergency = Q(pk__in=opened.values("case"))
        return assigned | emergency | (by_role & ~protected & ~restricted)

    def kept_from(self, user: Any) -> Any:
        """The people whom the user is kept away from: those of the blocked cases, whatever else is about them."""
        blocked = Block.objects.standing().filter(username=user.username).values("case")
        return Case.everything.filter(number__in=blocked).values("person")

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def unassigned(self) -> Self:
        return self.filter(responsible="")

    def by_deadline(self) -> Self:
        return self.order_by(F("matter__deadline").asc(nulls_last=True), "opened_on", "number")

    def in_queue(self) -> Self:
        return self.filter(stage=Stage.QUEUE).order_by(F("queue_since").asc(nulls_last=True), "number")

    def found_by(self, term: str) -> Self:
        """Exactly the terms that the law allows: name, personnummer or samordningsnummer, case number.

        Law: 15 § förordningen (2001:637).
        """
        term = term.strip()
        if not term:
            return self.none()
        try:
            return self.filter(person__identity_hash=identity.number_hash(identity.parse(term).digits))
        except identity.InvalidIdentityNumber:
            pass
        if any(character.isdigit() for character in term):  # a number begins with its year; no name has a digit
            return self.filter(number=term.upper())
        asked = identity.asked_hashes(term)
        if not asked:
            return self.none()
        named = Person.objects.unscoped("keys of names; the cases themselves are scoped")
        for digest in asked:
            named = named.filter(name_rows__digest=digest)
        return self.filter(person__in=named)


class Case(models.Model):
    """One matter about one person. The number is the receipt number of the submission that opened it."""

    number = models.CharField("ärendenummer", primary_key=True, max_length=12)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", verbose_name="person")
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    unit = models.CharField("enhet", max_length=40, blank=True, db_index=True)
    responsible = models.CharField("handläggare", max_length=150, blank=True, db_index=True)
    opened_on = models.DateField("öppnat")
    closed_on = models.DateField("avslutat", null=True)
    close_reason = models.CharField("avslutsorsak", max_length=120, blank=True)
    stage = models.CharField("skede", max_length=20, choices=Stage.choices, blank=True)
    stage_since = models.DateField("skede sedan", null=True)
    stage_reason = models.CharField("skäl", max_length=500, blank=True)
    economy = models.CharField("ekonomispår", max_length=30, choices=Economy.choices, default=Economy.NOT_STARTED)
    economy_since = models.DateField("ekonomispår sedan", null=True)
    eviction = models.CharField("vräkningsspår", max_length=30, choices=Eviction.choices, blank=True)
    eviction_since = models.DateField("vräkningsspår sedan", null=True)
    queue_since = models.DateField("köstart", null=True)
    situation = models.CharField("boendesituation", max_length=30, blank=True)
    wanted = models.JSONField("önskad boendeform", default=list)
    needs = models.JSONField("behov", default=list)
    income = models.CharField("försörjning", max_length=30, blank=True)
    offered_dwelling = models.CharField("erbjuden lägenhet", max_length=40, blank=True)
    offered_on = models.DateField("aviserad", null=True)
    assessment = models.CharField("bedömning", max_length=40, blank=True)
    assessment_reason = models.TextField("motivering", blank=True)

    objects = CaseQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        default_permissions = ()
        base_manager_name = "everything"
        constraints = [
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="case_dates"),
            models.CheckConstraint(
                condition=Q(closed_on=None, close_reason="") | (Q(closed_on__isnull=False) & ~Q(close_reason="")),
                name="closed_says_why",
            ),
        ]
        indexes = [models.Index(fields=["unit", "closed_on", "kind"], name="case_worklist")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def get_absolute_url(self) -> str:
        return address("case", self.number)

    def get_kind_display(self) -> str:  # type: ignore[no-redef] # mypy's plugin has Django's own in mind
        return KINDS.get(self.kind, "")

    @property
    def track(self) -> str:
        """Where the case stands, in words."""
        return EVICTIONS.get(self.eviction, "") if self.kind == Kind.EVICTION else STAGES.get(self.stage, "")


class EvictionMatter(models.Model):
    """What the landlord told, and the clock of 12 kap. 44 § jordabalken."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="matter")
    notice_kind = models.CharField("typ av meddelande", max_length=40, blank=True)
    causes = models.JSONField("orsak", default=list)
    landlord = models.CharField("hyresvärd", max_length=255, blank=True)
    contact = models.CharField("kontaktperson", max_length=255, blank=True)
    contact_phone = models.CharField("hyresvärdens telefon", max_length=30, blank=True)
    contact_mail = models.CharField("hyresvärdens e-post", max_length=254, blank=True)
    address = models.CharField("adress", max_length=255, blank=True)
    apartment = models.CharField("lägenhetsnummer", max_length=30, blank=True)
    debt = models.DecimalField("skuldbelopp", max_digits=12, decimal_places=2, null=True)
    unpaid_rents = models.PositiveIntegerField("antal obetalda hyror", null=True)
    periods = models.CharField("avser perioder", max_length=255, blank=True)
    noticed_on = models.DateField("uppsägningens datum", null=True)
    served_on = models.DateField("delgiven", null=True)
    message_on = models.DateField("meddelande till nämnden", null=True)
    deadline = models.DateField("sista dag att betala", null=True)
    decision_earliest = models.DateField("avhysning får tidigast beslutas", null=True)
    eviction_at = models.DateTimeField("avhysningsdag", null=True)
    children_in_home = models.CharField("barn i bostaden", max_length=10, blank=True)
    landlord_did = models.TextField("hyresvärdens åtgärder", blank=True)
    previously_known = models.BooleanField("tidigare aktuell", null=True)
    cause_confirmed = models.CharField("bekräftad orsak", max_length=30, blank=True)
    outcome = models.CharField("utfall", max_length=30, blank=True)
    outcome_on = models.DateField("utfallets datum", null=True)

    class Meta:
        verbose_name = "vräkningsuppgifter"
        default_permissions = ()

    def __str__(self) -> str:
        return self.case_id

    def days_left(self, today: date) -> int | None:
        return (self.deadline - today).days if self.deadline else None

    def is_urgent(self, today: date) -> bool:
        return self.deadline is not None and self.deadline - today <= timedelta(days=7)


class EconomyWork(models.Model):
    """What the three-party meeting and the debt review gave."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="economy_work")
    meeting_on = models.DateField("trepartssamtal", null=True)
    meeting_form = models.CharField("samtalets form", max_length=30, blank=True)
    participants = models.JSONField("deltagare", default=list)
    problem = models.TextField("problembild", blank=True)
    goals = models.TextField("klientens egna mål", blank=True)
    shared_view = models.CharField("samsyn", max_length=10, blank=True)
    unclear = models.TextField("oklart", blank=True)
    next_meeting_on = models.DateField("nästa samtal", null=True)
    scanned_on = models.DateField("skuldscanning klar", null=True)
    scanned_in = models.CharField("skuldscanning i skede", max_length=30, blank=True)
    total_debt = models.DecimalField("total skuld", max_digits=12, decimal_places=2, null=True)
    old_rent_debt = models.DecimalField("gammal hyresskuld", max_digits=12, decimal_places=2, null=True)
    obstacles = models.JSONField("hinder för eget kontrakt", default=list)
    summary = models.TextField("sammanfattning till klienten", blank=True)
    plan_from = models.DateField("arbetsplan från", null=True)
    plan_until = models.DateField("arbetsplan till", null=True)
    interval = models.CharField("planen följs upp", max_length=20, blank=True)
    followed_on = models.DateField("planen följdes upp", null=True)
    rent_in_time = models.CharField("hyran betald i tid", max_length=5, blank=True)
    binder = models.CharField("pärmen i ordning", max_length=10, blank=True)
    budget = models.CharField("senaste budget", max_length=12, blank=True)
    budget_on = models.DateField("budgetens datum", null=True)
    income_total = models.DecimalField("inkomster per månad", max_digits=12, decimal_places=2, null=True)
    expense_total = models.DecimalField("fasta utgifter per månad", max_digits=12, decimal_places=2, null=True)
    left_over = models.DecimalField("kvar när det fasta är betalt", max_digits=12, decimal_places=2, null=True)

    class Meta:
        verbose_name = "ekonomiarbete"
        default_permissions = ()

    def __str__(self) -> str:
        return self.case_id


class Assignment(models.Model):
    """Who works with the case besides the one responsible, and since when."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    username = models.CharField("användare", max_length=150, db_index=True)
    role = models.CharField("uppdrag", max_length=60, blank=True)
    since = models.DateField("från")
    until = models.DateField("till", null=True)

    class Meta:
        verbose_name = "uppdrag"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
