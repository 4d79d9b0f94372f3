"""What a column decides, by its type and name, and which columns of these kinds are free although they decide something.

A column of money, state, role, person, text or proof is compared or derived. EXCEPTIONS lists those that are free, each
with one of the reasons in Why. The list only becomes shorter.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Kind(StrEnum):
    MONEY = "money"
    STATE = "state"
    ROLE = "role"
    PERSON = "person"
    TEXT = "text"
    PROOF = "proof"


class Why(StrEnum):
    SENT = "a message that was sent or came in; what it reports is compared"
    WORK = "the state of work in the background, or of a repeated request; deleted after a term"
    DRAFT = "a draft; what others read is a frozen version, which is compared"
    TABLE = "a row of a table on its way in; what came of it is compared"
    OWN = "a person's own words or settings, which nobody else reads"
    ACCESS = "opens or locks one person's own things, and is renewed by signing in"
    COUNTED = "counts scans or words without a person; deleted after a term"
    COPY = "a copy or an address; its source is compared"
    PAST = "no longer shown to anybody; deleted after a term"
    LIBRARY = "the state's own text, loaded from files of the release"


PEOPLE = {"members.User", "members.Membership", "products.Producer"}
MONEY = {"amount", "cost", "fee", "money", "paid", "price", "total", "vnd"}
ROLES = {"role", "roles", "permission", "scopes"}
PROOFS = {"body", "digest", "hash", "sealed", "sha256", "signature"}


def kind_of(field: models.Field, kinds: dict[str, str]) -> Kind | None:
    """Return what the column decides, or None. kinds: of its table's declaration.

    Every text counts, because nothing in its type says who reads it.
    """
    if field.name in kinds:
        return Kind(kinds[field.name]) if kinds[field.name] else None
    if field.is_relation:
        model = field.related_model
        return Kind.PERSON if model is not None and model._meta.label in PEOPLE else None
    words = {*field.name.split("_")}
    for kind, names in ((Kind.MONEY, MONEY), (Kind.ROLE, ROLES), (Kind.PROOF, PROOFS)):
        if words & names:
            return kind
    if isinstance(field, (models.BinaryField, models.FileField)):
        return Kind.PROOF
    if field.choices or isinstance(field, models.BooleanField) or words & {"state", "status", "decision"}:
        return Kind.STATE
    return Kind.TEXT if isinstance(field, (models.CharField, models.TextField, models.JSONField)) else None


# {reason: {model: its columns}}
EXCEPTIONS: dict[Why, dict[str, str]] = {
    Why.SENT: {
        "common.ShortLink": "code target",
        "courses.XapiStatement": "user body state error",
        "members.Notice": "user kind title body url key",
        "members.NoticeDelivery": "channel state error",
        "webhooks.Delivery": "state status answer error",
    },
    Why.WORK: {
        "common.ClockJob": "name error",
        "common.IdempotencyKey": "owner key body_hash status body location",
        "common.Mark": "name",
        "common.TaskWorker": "id",
        "courses.ContestEntry": "request_key",
        "law.ToldChange": "subject",
        "traceability.LabelRun": "error",
    },
    Why.DRAFT: {
        "courses.Asset": "kind state original_name upload_name goes_to error variants uploaded_by",
        "courses.ContestRound": "questions",
        "courses.Course": "is_builtin",
        "courses.Lesson": "key title translations",
        "courses.Module": "key title translations",
        "courses.Question": "key kind body citations",
        "courses.QuestionBank": "key title",
        "courses.Quiz": "title feedback shuffle draws",
        "courses.Removed": "what title data removed_by",
        "courses.Step": "key kind settings citations",
        "courses.StepText": "language title text picture_alt audio_source audio_text_hash",
    },
    Why.TABLE: {
        "courses.DeviceRecord": "user by device kind data state reason",
        "members.MemberImportRow": "state full_name phone chapter candidates is_elsewhere decision fills errors notes user",
        "products.ImportRow": "state name fields quantity unit photos changes offer beside notes errors",
    },
    Why.OWN: {
        "law.FollowedTopic": "user topic",
        "members.ApiToken": "name",
        "members.MemberImport": "file_name dropped error",
        "products.ProductImport": "file_name photos error",
        "traceability.EpcisQuery": "user name query",
    },
    Why.ACCESS: {
        "courses.CalendarFeed": "user token",
        "courses.DeviceKey": "user device sealed",
        "members.GuessLimit": "key",
        "members.KnownDevice": "user device_hash",
        "members.PushSubscription": "user endpoint p256dh auth",
        "members.ZaloAccess": "refresh_token access_token",
    },
    Why.COUNTED: {
        "products.SearchWord": "word",
        "traceability.DaySalt": "salt",
        "traceability.Scan": "device network is_repeat verdict",
    },
    Why.COPY: {
        "orders.CardPayment": "back session",
        "products.Product": "voice_type",
    },
    Why.PAST: {"products.FormerVoice": "file content_type"},
    Why.LIBRARY: {
        "law.Edition": "title file_name figures",
    },
}
# How many columns they are. It only becomes smaller.
MOST = 141
