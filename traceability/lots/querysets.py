from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.common.text import to_id
from members.models import Branch
from products.models import ProducerPerson
from traceability.labels.enums import RunState

if TYPE_CHECKING:
    from traceability.models import (
        Lot,
    )


def produced_by(user: Any, prefix: str) -> Q:
    """Return the condition that `user` works for the row's producer or oversees it.

    `prefix` is the path from the row to its producer, such as "product__producer__". The condition joins no
    table with several rows for one producer, so no row is found twice.
    """
    people = ProducerPerson.objects.filter(user=user, until=None)
    return Q(**{f"{prefix}in": people.values("producer")}) | Q(
        **{f"{prefix}branch__in": Branch.objects.run_by(user)}
    )


def shown_to(user: Any, prefix: str = "") -> Q:
    """Return the condition for the lots that LotQuerySet.visible_to(user) finds, for users who are not staff.

    `prefix` is the path from the row to the lot, such as "lot__".
    """
    rule = ever_out(prefix)
    return rule | produced_by(user, f"{prefix}product__producer__") if user.is_authenticated else rule


def ever_out(prefix: str = "") -> Q:
    """Return the condition for lots with a public page; `prefix` is the path from the row to the lot.

    Their product was listed once, or a label run of theirs is ready.
    """
    runs = apps.get_model("traceability", "LabelRun").objects
    return Q(**{f"{prefix}product__slug__isnull": False}) | Q(
        Exists(runs.filter(lot=OuterRef(f"{prefix}pk"), state=RunState.READY))
    )


class LotQuerySet(models.QuerySet["Lot"]):
    def run_by(self, user: Any) -> LotQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            product__producer__people__user=user, product__producer__people__until=None
        ).distinct()

    def granted_to(self, user: Any) -> LotQuerySet:
        """Return lots of producers who currently allow `user` to record events for them.

        The user's own lots are not included without such a grant.
        """
        if not user.is_authenticated:
            return self.none()
        granted = (
            apps.get_model("traceability", "EpcisGrant")
            .objects.standing()
            .filter(partner=user, may_capture=True)
        )
        return self.filter(
            Q(product__producer__in=granted.filter(product=None).values("producer"))
            | Q(product__in=granted.exclude(product=None).values("product"))
        )

    def visible_to(self, user: Any) -> LotQuerySet:
        """Return lots with a public page, and lots of producers that `user` works for or oversees.

        Staff see all lots. A page stays public whatever happened to the product since.
        """
        if user.is_authenticated and user.is_staff:
            return self.all()
        return self.filter(shown_to(user))

    def called(self, text: str) -> LotQuerySet:
        """Return lots with the present or former code `text`, ordered by id.

        "id:5" names a lot by its id; so does a bare number that is no code.
        """
        if text.startswith("id:"):
            return self.filter(pk=to_id(text.removeprefix("id:")))
        aliases = apps.get_model("traceability", "LotAlias").objects.filter(code=text.upper())
        coded = self.filter(Q(code=text.upper()) | Q(pk__in=aliases.values("lot"))).order_by("pk")
        return coded if coded.exists() else self.filter(pk=to_id(text))

    def not_recalled(self) -> LotQuerySet:
        """Return lots that no open recall covers as a whole."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.exclude(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None, run=None)))

    def to_ask_about(self) -> Lot | None:
        """Return the lot to ask the maker about: the newest that no recall covers, else the newest; None without lots."""
        newest = self.order_by("-created_at", "-id")
        return newest.not_recalled().first() or newest.first()

    def recalled(self) -> LotQuerySet:
        """Return lots that an open recall covers as a whole."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.filter(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None, run=None)))

    def annotate_recalls(self) -> LotQuerySet:
        """Annotate `is_recalled` (the whole lot) and `is_partly_recalled` (some of its labels)."""
        reach = apps.get_model("traceability", "RecallReach").objects.filter(
            lot=OuterRef("pk"), ended_at=None
        )
        return self.annotate(
            is_recalled=Exists(reach.filter(run=None)), is_partly_recalled=Exists(reach.exclude(run=None))
        )

    def untouched(self) -> LotQuerySet:
        """Return lots that no open recall covers, in whole or in some of their labels."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.exclude(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None)))
