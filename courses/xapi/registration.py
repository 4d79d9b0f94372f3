from __future__ import annotations

from django.conf import settings

from backend.common.clock import daily, every
from courses.models import XapiStatement
from courses.xapi.enums import StatementState
from courses.xapi.sending import forget_sent, send_due_task
from members import ports
from members.consent.enums import ConsentPurpose
from members.models import User
from members.own_data import erasing


def register() -> None:
    """Register xAPI with the other apps. Called once, from AppConfig.ready()."""
    if settings.XAPI_ENDPOINT:
        every(minutes=1, name="xapi_statements.send_due")(send_due_task)
    daily(at="03:40", name="xapi_statements.delete_sent")(forget_sent)
    erasing.register("courses.xapi", erase_statements)
    ports.consent_withdrawn.provide(drop_waiting)


def drop_waiting(user: User, purpose: ConsentPurpose) -> None:
    """Delete statements that were not sent before the consent ended; a new consent doesn't send them."""
    if purpose == ConsentPurpose.LEARNING_RECORD:
        XapiStatement.objects.filter(user=user, state=StatementState.WAITING).delete()


def erase_statements(user: User) -> None:
    """Delete the user's statements. Statements already sent have a pseudonym that can no longer be traced."""
    XapiStatement.objects.filter(user=user).delete()
