from portal.models.audit import AuditEvent
from portal.models.changes import Change
from portal.models.messages import Message
from portal.models.pages import BasePage, StartPage, TextPage
from portal.models.people import Unit, User

__all__ = ["AuditEvent", "BasePage", "Change", "Message", "StartPage", "TextPage", "Unit", "User"]
