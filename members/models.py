"""Models by noun. Import them from here: `from members.models import User`."""

from members.assist.models import AssistSession
from members.branches.models import Branch, Membership, RoleGrant, Unit
from members.consent.models import Consent
from members.imports.models import MemberImport, MemberImportRow
from members.notices.models import (
    Milestone,
    MilestoneEvent,
    Notice,
    NoticeDelivery,
    PushSubscription,
    ZaloAccess,
)
from members.people.models import User
from members.signing_in.models import (
    AccountChange,
    ApiToken,
    GuessLimit,
    KnownDevice,
    RecoveryTicket,
    SmsCode,
)

__all__ = [
    "AccountChange",
    "ApiToken",
    "AssistSession",
    "Branch",
    "Consent",
    "GuessLimit",
    "KnownDevice",
    "MemberImport",
    "MemberImportRow",
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
