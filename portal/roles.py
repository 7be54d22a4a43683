"""Who may do what: the one table of roles. A role is a Django group of the same name, written after each migration.

Each permission is `app.verb_noun`; the predicate that asks for it stands in that app's permissions.py.
Seeing a case needs more than a permission: assignment or unit too (caseload/permissions.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Role:
    """A role of the office: Swedish name, what it is for, and the permissions it gives."""

    name: str
    purpose: str
    permissions: frozenset[str] = field(default_factory=frozenset)

    def __hash__(self) -> int:
        return hash(self.name)


def role(name: str, purpose: str, *permissions: str | Iterable[str]) -> Role:
    flat: set[str] = set()
    for permission in permissions:
        flat.update([permission] if isinstance(permission, str) else permission)
    return Role(name, purpose, frozenset(flat))


# What every member of staff may do.
STAFF = (
    "portal.use_desk",
    "methods.read_staff_pages",
    "courses.register_self",
    "forms.fill_staff_forms",
    "supervision.ask_question",
)
# The daily work with people of one's own.
CASEWORK = (
    "caseload.read_assigned_cases",
    "caseload.search_cases",
    "caseload.complete_tasks",
    "courses.register_client",
    "caseload.emergency_access",
)
EDITOR = ("wagtailadmin.access_admin", "portal.edit_pages")

ROLES: tuple[Role, ...] = (
    role("Boendestödjare", "Stöd i hemmet och i vardagsekonomin.", STAFF, CASEWORK,
         "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal"),
    role("Behandlingsassistent", "Stöd i vardagsekonomin enligt pärmmetoden.", STAFF, CASEWORK,
         "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal"),
    role("Familjepedagog", "Stöd till familjer i boende och vardagsekonomi.", STAFF, CASEWORK,
         "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal"),
    role("Socialsekreterare", "Handlägger ärenden, bedömer och beslutar om insatser.", STAFF, CASEWORK,
         "caseload.read_unit_cases", "caseload.take_case", "caseload.open_case", "caseload.handle_case",
         "caseload.join_people", "caseload.give_extract",
         "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal"),
    role("Budget- och skuldrådgivare", "Trepartssamtal, skuldscanning och handledning i ekonomi.", STAFF, CASEWORK,
         "supervision.answer_questions", "caseload.read_open_economy_cases", "caseload.fill_economy_forms",
         "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal"),
    role("Bosamordnare", "Kö, lägenheter och boendeperioder. Ser inte skulder eller journal.", STAFF,
         "caseload.read_unit_cases", "caseload.search_cases", "caseload.complete_tasks", "caseload.handle_housing",
         "courses.register_client"),
    role("Boendelots", "Söker bostad tillsammans med personen.", STAFF, CASEWORK,
         "caseload.fill_support_forms"),
    role("Arbetsledare", "Leder enhetens arbete, fördelar ärenden och godkänner utbildning.", STAFF,
         "caseload.read_unit_cases", "caseload.search_cases", "caseload.complete_tasks", "caseload.take_case",
         "caseload.assign_case", "caseload.manage_access", "caseload.emergency_access", "caseload.join_people",
         "caseload.give_extract",
         "caseload.handle_case", "caseload.fill_support_forms", "caseload.read_economy", "caseload.read_journal",
         "courses.approve_staff", "courses.read_competence", "forms.manage_rules",
         "supervision.manage_groups", "supervision.read_unit_digest",
         "portal.read_unit_figures"),
    role("Enhetschef", "Ansvarar för enheten, ser siffror och godkänner utbildning. Öppnar ett ärende bara med skäl.",
         STAFF, "caseload.search_cases", "caseload.emergency_access", "caseload.review_emergency",
         "caseload.read_economy", "caseload.read_journal",
         "courses.approve_staff", "courses.read_competence", "supervision.read_unit_digest",
         "portal.read_unit_figures"),
    role("Handledare", "Leder handledning och skriver logg för sina grupper. Ser inga ärenden.", STAFF,
         "supervision.log_sessions"),
    role("Kursledare", "Leder kurser och ser sina egna deltagarlistor.", STAFF,
         "courses.lead_occasions", "courses.register_client", "methods.note_sessions"),
    role("Kursadministratör", "Planerar kurser, tillfällen och platser.", STAFF, EDITOR,
         "courses.lead_occasions", "courses.manage_courses", "courses.register_client", "courses.read_competence",
         "portal.read_post_log", "methods.note_sessions"),
    role("Metodredaktör", "Skriver i metodhandboken och bygger blanketter.", STAFF, EDITOR, "methods.edit_handbook",
         "methods.note_sessions", "forms.edit_forms"),
    role("Metodansvarig", "Granskar och publicerar handbok och blanketter.", STAFF, EDITOR, "methods.edit_handbook",
         "methods.publish_handbook", "forms.edit_forms", "forms.publish_forms"),
    role("Styrgrupp", "Läser samlade siffror. Ser inga ärenden.", "portal.use_desk", "methods.read_staff_pages",
         "portal.read_unit_figures"),
    role("Systemadministratör", "Konton, roller och teknisk drift. Ser inte ärenden.", "portal.use_desk",
         "caseload.emergency_access", "caseload.read_proofs",
         "methods.read_staff_pages", "wagtailadmin.access_admin", "portal.manage_users",
         "portal.read_post_log"),
    role("Dataskyddsombud", "Kontrollerar vem som läst vad. Ser loggen, inte innehållet.", "portal.use_desk",
         "methods.read_staff_pages", "portal.read_audit_log", "caseload.read_proofs"),
    role("Registrator", "Registrerar handlingar och bevakar gallring.", "portal.use_desk",
         "methods.read_staff_pages", "forms.register_submissions"),
)  # fmt: skip

BY_NAME = {role.name: role for role in ROLES}


def names_with(permission: str) -> list[str]:
    """The names of the roles that give the permission: for finding those who may, without asking each one."""
    return [role.name for role in ROLES if permission in role.permissions]


def write_groups(**_kwargs: Any) -> None:
    """Make a Django group for each role and give it the rights of Wagtail's admin that its permissions stand for."""
    from portal.wagtail_rights import grant

    for each in ROLES:
        grant(each)
