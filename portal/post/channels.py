"""The two ways out, and whether the office has them. A failure that may pass raises `Later`, one that stays `Never`."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from portal.models.messages import Message
from portal.post import sms
from portal.post.outcomes import Later, Never


def is_on(channel: str) -> bool:
    return bool(settings.SMS_GATEWAY) if channel == Message.Channel.SMS else settings.MAIL_IS_ON


def send(message: Message) -> None:
    if message.channel == Message.Channel.SMS:
        sms.send(message.to, message.body)
    else:
        _mail(message)


def _mail(message: Message) -> None:
    mail = EmailMessage(message.subject, message.body, to=[message.to], headers={"Message-ID": message_id(message)})
    if message.calendar:
        method = "CANCEL" if "METHOD:CANCEL" in message.calendar else "PUBLISH"
        mail.attach("kurs.ics", message.calendar, f"text/calendar; method={method}")
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, UnicodeError) as error:
        raise Never(type(error).__name__) from error
    except OSError as error:  # smtplib's errors too
        raise Later(type(error).__name__) from error


def message_id(message: Message) -> str:
    """The same for the same message, so that mail systems drop a second one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{message.queued_at:%Y%m%d%H%M%S%f}.{message.pk}@{domain}>"
