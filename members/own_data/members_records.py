"""Columns of members' tables that the export of a member's data contains (members.own_data.records)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry

from members.models import (
    AccountChange,
    ApiToken,
    AssistSession,
    Consent,
    KnownDevice,
    Membership,
    Milestone,
    MilestoneEvent,
    Notice,
    NoticeDelivery,
    PushSubscription,
    RecoveryTicket,
    RoleGrant,
    SmsCode,
    User,
)
from members.own_data import records
from members.own_data.records import owned_by


def register() -> None:
    """Register the columns. Called once, from AppConfig.ready()."""
    records.register(
        User,
        owned_by("pk"),
        "id last_login is_superuser ref full_name phone phone_verified_at phone_to_verify card_number "
        "birth_year language opened_by is_staff is_active joined_at erase_due_at erased_at",
    )
    records.register(EmailAddress, owned_by("user"), "id user email verified primary")
    records.register(LogEntry, owned_by("user"), "id action_time user action_flag")
    records.register(ApiToken, owned_by("user"), "id user name scopes created_at expires_at last_used_at")
    records.register(AccountChange, owned_by("user"), "id user kind by happened_at")
    records.register(AssistSession, owned_by("member"), "id officer member started_at ended_at")
    records.register(
        Consent, owned_by("user"), "id user purpose wording channel given_at withdrawn_at recorded_by"
    )
    records.register(KnownDevice, owned_by("user"), "id user added_at last_used_at")
    records.register(
        Membership, owned_by("user"), "id user branch state requested_at decided_by decided_at reason"
    )
    records.register(Milestone, owned_by("user"), "id user kind subject happened_at undone_at data")
    records.register(MilestoneEvent, owned_by("user"), "id user kind subject type at recorded_at")
    records.register(Notice, owned_by("user"), "id user kind title body url key created_at read_at")
    records.register(
        NoticeDelivery, owned_by("notice__user"), "id notice channel state attempts last_attempt_at error"
    )
    # p256dh and auth only encrypt messages to that browser.
    records.register(PushSubscription, owned_by("user"), "id user endpoint created_at")
    records.register(
        RecoveryTicket, owned_by("user"), "id user kind created_by created_at expires_at used_at attempts"
    )
    records.register(
        RoleGrant, owned_by("user"), "id user role branch capacity granted_by granted_at ended_at ended_by"
    )
    records.register(
        SmsCode, owned_by("user"), "id purpose address user created_at expires_at attempts used_at"
    )
    records.register(User.groups.through, owned_by("user"), "id user group")
    records.register(User.user_permissions.through, owned_by("user"), "id user permission")
    records.register(Authenticator, owned_by("user"), "id user type created_at last_used_at")
    records.register(UserSession, owned_by("user"), "id user created_at ip last_seen_at user_agent data")
