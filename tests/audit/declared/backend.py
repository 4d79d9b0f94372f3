"""The models of the backend's apps. THIRD_PARTY has those of other people's apps, free as a whole."""

from __future__ import annotations

from tests.audit.declared import SALT, STATES, Table
from tests.audit.declared.traceability import COUNT, free

TREE = "the audit recomputes the log itself (tests/traceability/auditing/test_audit.py)"
HOOK = (
    "a message without personal data, made of an entry; its receiver has it signed, and it goes after a term"
)

TABLES: dict[str, Table] = {
    "common.IdempotencyKey": free("id owner key body_hash status body location created_at", COUNT),
    "common.ClockJob": free("name due_at started_at finished_at error", COUNT),
    "common.TaskWorker": free("id seen_at", COUNT),
    "common.Mark": free("name made_at", COUNT),
    "common.ShortLink": free("code target expires_at", "leads to another page of this site at most, whose own facts are compared; it ends by itself"),
    "ledger.Entry": Table(derived=dict.fromkeys("id kind subject body leaf_hash by on_behalf_of recorded_at".split(), TREE), gone=TREE),
    "ledger.Leaf": Table(derived=dict.fromkeys("index entry hash salt".split(), TREE), gone=TREE),
    "ledger.Pending": Table(derived={"entry_id": TREE}, gone=TREE),
    "ledger.Tile": Table(derived=dict.fromkeys("level index hashes root".split(), TREE), gone=TREE),
    "ledger.TreeHead": Table(
        derived=dict.fromkeys("size root edge".split(), TREE), free={"made_at": "when a head was made"}, gone=TREE
    ),
    "ledger.Checkpoint": Table(
        derived=dict.fromkeys("id origin size root".split(), TREE), free={"made_at": "no signature covers it"}, gone=TREE
    ),
    "ledger.CheckpointSignature": Table(
        derived=dict.fromkeys("id checkpoint key signed_at line".split(), TREE),
        free={"kept_at": "when it came"},
        gone=TREE,
    ),
    "ledger.Shown": Table(("what pages show",), free={"id": "its number alone"}),
    "webhooks.Endpoint": Table(
        STATES, derived=SALT, free={"heard_at": "when it last took a message; turns nothing off by itself"}
    ),
    "webhooks.Message": Table(STATES, derived=SALT),
    "webhooks.Delivery": free(
        "id message endpoint state attempts started_at next_at tried_at status answer error", HOOK
    ),
}  # fmt: skip
# App label -> the reason why its models are free as a whole.
THIRD_PARTY = {
    "admin": "Django's own history of the admin, where nothing can be changed",
    "auth": "compared by “rights of groups” (tests/members/people/test_groups.py)",
    "contenttypes": "names of models",
    "sessions": "who is signed in on which phone",
    "account": "addresses of allauth, which Piêu leaves empty",
    "mfa": "compared by “second factors” (tests/members/signing_in/test_factors.py)",
    "usersessions": "who is signed in on which phone",
    "django_tasks_database": "work in the background",
}
