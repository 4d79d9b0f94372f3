"""Columns of the models of members: compared, derived, or free with a reason."""

from __future__ import annotations

from tests.audit.declared import STATES, Table
from tests.audit.declared.orders import ID, ROW

NEWS = "a message to one person, deleted after its time; what it reports has its own entry"
COPY_OF_NEWS = "an address to which notices are copied; whoever can change it can read the notices anyway"
LIMIT = "counts tries or sent codes, deleted after its time"
ADMIN = "the number of a row"
CODE = "code_hash covers it, under the installation's key: a changed code opens nothing"
IMPORT = "a table on its way in; the accounts and memberships that came of it are compared"
TABLES: dict[str, Table] = {
    "members.User": Table(
        (*STATES, "rights of accounts", "what pages show"),
        ROW,
        {
            "last_login": "when somebody signed in",
        },
    ),
    "members.Unit": Table(
        ("what pages show",),
        {"code": "the number of its pin", "name_folded": "the name, folded for search"},
        gone="a province of the state's list; load_units makes it again",
    ),
    "members.Branch": Table(
        (*STATES, "what pages show"), {**ID, "name_folded": "the name, folded for search"}
    ),
    "members.Membership": Table(STATES, ROW),
    "members.RoleGrant": Table(STATES, ROW),
    "members.Consent": Table(STATES, ID),
    "members.AssistSession": Table(STATES, ID),
    "members.AccountChange": Table(STATES, ID),
    "members.RecoveryTicket": Table(
        STATES,
        ROW,
        {"attempts": "counts tries; a ticket with a lower count still needs its printed code"},
    ),
    "members.User_groups": Table(("rights of accounts",), free={"id": ADMIN}),
    "members.User_user_permissions": Table(
        ("rights of accounts",),
        derived=dict.fromkeys(("user", "permission"), "no page gives one: each row is named"),
        free={"id": ADMIN},
        gone="no page gives one",
    ),
    "members.ApiToken": Table(
        ("tokens for software",),
        {"user": "the subject of its entry"},
        {
            "id": "the number in its entry",
            "name": "its owner's words for a program",
            "last_used_at": "the last use, for its owner",
        },
        gone="a deleted token opens nothing; its owner makes another",
    ),
    "members.SmsCode": Table(
        derived=dict.fromkeys(("purpose", "address", "user", "code_hash"), CODE),
        free=dict.fromkeys(("id", "created_at", "expires_at", "attempts", "used_at"), LIMIT),
        gone=LIMIT,
    ),
    "members.GuessLimit": Table(
        free=dict.fromkeys(("key", "failures", "last_failed_at", "locked_until"), LIMIT), gone=LIMIT
    ),
    "members.KnownDevice": Table(
        free=dict.fromkeys(("id", "user", "device_hash", "added_at", "last_used_at"), LIMIT), gone=LIMIT
    ),
    "members.Milestone": Table(STATES, ROW),
    "members.MilestoneEvent": Table(STATES, ID),
    "members.Notice": Table(
        free=dict.fromkeys(
            ("id", "user", "kind", "title", "body", "url", "key", "created_at", "read_at"), NEWS
        ),
        gone=NEWS,
    ),
    "members.NoticeDelivery": Table(
        free=dict.fromkeys(
            ("id", "notice", "channel", "state", "attempts", "last_attempt_at", "error"), NEWS
        ),
        gone=NEWS,
    ),
    "members.PushSubscription": Table(
        free=dict.fromkeys(("id", "user", "endpoint", "p256dh", "auth", "created_at"), COPY_OF_NEWS),
        gone=NEWS,
    ),
    "members.MemberImport": Table(
        STATES,
        ID,
        {
            **dict.fromkeys(("file_name", "dropped", "error"), IMPORT),
            **dict.fromkeys(
                ("beat_at", "cards_asked_at", "cards_beat_at", "cards_count", "cards_made_at"),
                "how far its tasks are",
            ),
        },
    ),
    "members.MemberImportRow": Table(
        free=dict.fromkeys(
            (
                "id",
                "run",
                "line",
                "state",
                "full_name",
                "birth_year",
                "phone",
                "branch",
                "chapter",
                "candidates",
                "twin_line",
                "is_elsewhere",
                "decision",
                "fills",
                "errors",
                "notes",
                "user",
            ),
            IMPORT,
        ),
        gone=IMPORT,
    ),
    "members.ZaloAccess": Table(
        free=dict.fromkeys(
            ("id", "refresh_token", "access_token", "expires_at", "renewing_until"),
            "the operator's key to a sender of messages",
        ),
        gone="the operator connects again",
    ),
}
