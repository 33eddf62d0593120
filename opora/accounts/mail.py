"""The one letter that accounts sends: the link of an invitation."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _


def is_configured() -> bool:
    """Whether letters really leave this installation."""
    return bool(settings.EMAIL_HOST)


def send_invitation(address: str, link: str) -> bool:
    """Send the link, with nothing else about the person or the organization; False when the
    letter did not leave, so that the link is handed over by other means."""
    body = _(
        "Поканени сте в Опора. Отворете връзката и изберете парола:\n\n{link}\n\n"
        "Връзката важи 7 дни и работи веднъж. Ако не очаквате покана, не правете нищо."
    ).format(link=link)
    try:
        return send_mail(_("Покана за Опора"), body, None, [address]) == 1
    except (SMTPException, OSError):
        return False
