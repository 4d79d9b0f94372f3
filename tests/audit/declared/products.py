"""The models of products."""

from __future__ import annotations

from tests.audit.declared import SALT, STATES, Table
from tests.audit.declared.traceability import COUNT, ID, free

IMPORT = "a table on its way in; the products that came of it are compared"

TABLES: dict[str, Table] = {
    "products.Product": Table(
        ("products' pages now", "products' states", "cards of the list", *STATES),
        derived={"search_text": "the product's, producer's and commune's names; the card's text is compared"},
        free={
            "updated_at": COUNT, "facts_version": COUNT,
            "draft_key": "recognises a draft that a phone sends twice",
            "voice_type": "the format of the voice's file, for the player",
        },
    ),
    "products.ProductFacts": Table(("product facts", "products' pages now"), free={"id": ID}),
    "products.ProductDecision": Table(("products' steps", *STATES), derived=SALT),
    "products.ProductChange": Table(STATES, derived=SALT),
    "products.ProductPhoto": Table(
        ("products' pages now",), derived={"position": "the order of the photos in the facts"}, free={"id": ID}
    ),
    "products.FormerVoice": free(
        "id product file content_type removed_at", "a voice that is no longer played; it goes after a term"
    ),
    "products.Photo": Table(
        ("what pages show", "products' pages now", *STATES),
        free={
            "tries": COUNT,
            "key": "the address of the picture; another one only loses it, and its hash is pinned",
        },
    ),
    "products.Producer": Table(
        ("what pages show", "producers", "products' pages now", "producers' people", *STATES),
        derived=SALT,
    ),
    "products.ProducerPerson": Table(
        ("producers' people", *STATES)
    ),
    "products.ProducerInvitation": Table(
        ("producers' invitations", *STATES),
        derived=SALT,
    ),
    "products.Certificate": Table(
        ("certificates", *STATES),
        derived=SALT,
    ),
    "products.ListingCard": Table(("cards of the list",), free={"counted_date": COUNT}),
    "products.StaleCard": free("id product", COUNT),
    "products.SearchWord": free("id word", COUNT),
    "products.ProductImport": Table(
        STATES,
        derived={"id": "the number of the state itself: without it the row has no entry, and the entry no row"},
        free=dict.fromkeys(("file_name", "photos", "beat_at", "error"), IMPORT),
    ),
    "products.ImportRow": free(
        "id run line state draft_key name fields quantity unit photos changes offer beside notes errors product",
        IMPORT,
    ),
}  # fmt: skip
