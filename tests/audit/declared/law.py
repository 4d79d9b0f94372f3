"""The models of backend.law. Law is public text: nothing of it is about a person but who wrote it down."""

from __future__ import annotations

from tests.audit.declared import STATES, Table
from tests.audit.declared.orders import ROW

SOURCE = "as the imported file writes it; the next import corrects it"
ENDS = "the day before the next text, or before the edition whose `ended` lists it; recomputed"

TABLES: dict[str, Table] = {
    # One hash for a document states its row and all its provisions.
    "law.Document": Table(("documents of the law",)),
    "law.Provision": Table(("documents of the law",)),
    "law.ProvisionText": Table(
        ("texts of the law",),
        derived={
            "id": "its number alone",
            "valid_to_date": ENDS,
            "sha256": "of the text",
            "mentions": "the citations in the text",
        },
    ),
    "law.Change": Table(("changes of the law",), free={"id": "its number alone"}),
    "law.Edition": Table(
        ("texts of the law",),
        free={
            "id": "its number alone",
            "title": SOURCE,
            "file_name": "as the operator named the file; its hash is compared",
            "figures": "counted again by each import",
        },
    ),
    "law.ToldChange": Table(free={
        "id": "its number alone",
        "subject": "that a notice was sent; the notice itself says of what",
        "told_at": "that a notice was sent",
    }),
    "law.Handbook": Table(("rows with a state",), free={"id": "its number alone"}),
    "law.PlainWords": Table(("rows with a state",), free={"id": "its number alone"}),
    "law.LawyerReading": Table(STATES, ROW),
    "law.Recording": Table(STATES, ROW),
    "law.Bulletin": Table(("rows with a state",), free={"id": "its number alone"}),
    "law.BulletinVersion": Table(("rows with a state",), free={"id": "its number alone"}),
    "law.FollowedTopic": Table(free={
        "id": "its number alone",
        **dict.fromkeys(("user", "topic", "followed_at"), "her own wish; an entry would keep for ever what she was afraid of"),
    }),
}  # fmt: skip
