"""Models by noun. Import them from here: `from members.models import User`."""

from members.models.assists import AssistSession
from members.models.branches import Branch, Membership, RoleGrant, Unit
from members.models.consents import Consent
from members.models.news import (
    Milestone,
    MilestoneEvent,
    Notice,
    NoticeDelivery,
    PushSubscription,
    ZaloAccess,
)
from members.models.people import User
from members.models.signing_in import AccountChange, GuessLimit, KnownDevice, RecoveryTicket, SmsCode

__all__ = [
    "AccountChange",
    "AssistSession",
    "Branch",
    "Consent",
    "GuessLimit",
    "KnownDevice",
    "Membership",
    "Milestone",
    "MilestoneEvent",
    "Notice",
    "NoticeDelivery",
    "PushSubscription",
    "RecoveryTicket",
    "RoleGrant",
    "SmsCode",
    "Unit",
    "User",
    "ZaloAccess",
]
