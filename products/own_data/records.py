"""Register the columns of rows that go unchanged into a person's export (members.own_data.records)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from members.models import User
from members.own_data import records
from members.own_data.records import owned_by
from products.models import (
    Certificate,
    FormerVoice,
    ImportRow,
    Photo,
    Producer,
    ProducerInvitation,
    ProducerPerson,
    Product,
    ProductChange,
    ProductDecision,
    ProductFacts,
    ProductImport,
    ProductPhoto,
)


def run_by(path: str) -> Callable[[User], Q]:
    """Return a filter for rows of the user's producers.

    path: lookup from the row to its producer, with its trailing underscores.
    """
    return lambda user: Q(**{f"{path}people__user": user, f"{path}people__until": None})


def _addressed_to(user: User) -> Q:
    return Q(pk__in=ProducerInvitation.objects.addressed_to(user))


def _sent_by(user: User) -> Q:
    """Return a filter for pictures that the user sent, or that a helper sent for the user.

    Pictures that the user sent for another member belong to that member.
    """
    return Q(uploaded_by=user, on_behalf_of=None) | Q(on_behalf_of=user)


def register() -> None:
    """Register the columns. Called once, from AppConfig.ready()."""
    records.register(
        Producer,
        run_by(""),
        "id ref kind name slug unit address phone identity_code about portrait branch created_by "
        "created_at verified_by verified_at verified_how saw_birth_date saw_personal_id "
        "verification_asked_at verification_returned_at verification_needs grace_until_date is_active",
    )
    records.register(
        Certificate,
        run_by("producer__"),
        "id producer product kind state number issuer decision decision_date issued_date valid_until "
        "stars points scan scan_is_public issuing_level submitted_at submitted_by decided_by "
        "decided_at reason",
    )
    records.register(
        Photo,
        run_by("producer__"),
        "id key state master sha256 width height colour variants alt is_drawing is_from_table is_public removed_at producer "
        "uploaded_by on_behalf_of uploaded_at tries",
        part="producer",
    )
    records.register(
        Photo,
        _sent_by,
        "id key state master sha256 width height colour variants alt is_drawing is_from_table is_public removed_at producer "
        "uploaded_by on_behalf_of uploaded_at tries",
        part="own",
    )
    records.register(ProducerInvitation, _addressed_to, "id contact", part="addressed")
    records.register(
        ProducerInvitation,
        run_by("producer__"),
        "id producer role state invited_by on_behalf_of invited_at expires_at answered_by answered_at",
    )
    records.register(ProducerPerson, owned_by("user"), "id producer user role added_by since until")
    records.register(
        Product,
        run_by("producer__"),
        "id producer name slug state price unit ocop_set gtin is_packed net_content origin "
        "name_en summary_en ingredients usage storage warnings alcohol_percent materials specification brand standards "
        "shelf_life_days season_months story nutrition nutrition_per energy_kcal protein_g carbohydrate_g fat_g sodium_mg sugars_g "
        "saturated_fat_g has_added_sugar is_fried voice voice_type created_by created_at updated_at "
        "draft_key submitted_at help_asked_at listed_at retired_at facts_version",
    )
    records.register(
        ProductChange,
        run_by("product__producer__"),
        "id product fields was_listed by on_behalf_of changed_at",
    )
    records.register(
        ProductDecision, run_by("product__producer__"), "id product state reasons by on_behalf_of decided_at"
    )
    records.register(
        ProductImport,
        run_by("producer__"),
        "id ref producer state file_name sha256 photos by on_behalf_of created_at beat_at ended_at error with_beside",
    )
    records.register(
        ImportRow,
        run_by("run__producer__"),
        "id run line state draft_key name fields quantity unit photos changes offer beside notes errors product",
    )
    records.register(FormerVoice, run_by("product__producer__"), "id product file content_type removed_at")
    records.register(
        ProductFacts, run_by("product__producer__"), "id product version body pin since withheld_at"
    )
    records.register(ProductPhoto, run_by("product__producer__"), "id product photo position")
