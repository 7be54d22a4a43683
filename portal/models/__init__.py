from portal.models.audit import AuditEvent
from portal.models.pages import BasePage, StartPage, TextPage
from portal.models.people import Unit, User

__all__ = ["AuditEvent", "BasePage", "StartPage", "TextPage", "Unit", "User"]
