from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.common.text import to_id
from members.models import Branch
from traceability.labels.enums import RunState

if TYPE_CHECKING:
    from traceability.models import (
        Lot,
    )


def produced_by(user: Any, prefix: str) -> Q:
    """Rows whose producer (at `prefix`) `user` is one of the people of, or an officer over."""
    return Q(**{f"{prefix}people__user": user, f"{prefix}people__until": None}) | Q(
        **{f"{prefix}branch__in": Branch.objects.run_by(user)}
    )


def ever_out(prefix: str = "") -> Q:
    """Lots (at `prefix`) whose page answers to everybody: the product was listed once, or labels of the lot are out."""
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
        """Lots of producers who let her record for them, now; hers are no part of it."""
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
        """Lots whose page answers to everybody, whatever became of the product since; hers, and those she oversees, always."""
        rule = ever_out()
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            return self.filter(rule | produced_by(user, "product__producer__")).distinct()
        return self.filter(rule)

    def called(self, text: str) -> LotQuerySet:
        """Those with the code `text`, now or once, in the order of their ids; "id:5" names one by its id, and so does a bare number
        that is no code.
        """
        if text.startswith("id:"):
            return self.filter(pk=to_id(text.removeprefix("id:")))
        aliases = apps.get_model("traceability", "LotAlias").objects.filter(code=text.upper())
        coded = self.filter(Q(code=text.upper()) | Q(pk__in=aliases.values("lot"))).order_by("pk")
        return coded if coded.exists() else self.filter(pk=to_id(text))

    def not_recalled(self) -> LotQuerySet:
        """Those that no open recall reaches as a whole."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.exclude(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None, run=None)))

    def recalled(self) -> LotQuerySet:
        """Those that an open recall reaches as a whole."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.filter(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None, run=None)))

    def told_if_recalled(self) -> LotQuerySet:
        """Each with `is_recalled`, as a whole, and `is_partly_recalled`, some of its labels."""
        reach = apps.get_model("traceability", "RecallReach").objects.filter(
            lot=OuterRef("pk"), ended_at=None
        )
        return self.annotate(
            is_recalled=Exists(reach.filter(run=None)), is_partly_recalled=Exists(reach.exclude(run=None))
        )

    def untouched(self) -> LotQuerySet:
        """Those that no open recall reaches, not even some of their labels."""
        reach = apps.get_model("traceability", "RecallReach").objects
        return self.exclude(models.Exists(reach.filter(lot=models.OuterRef("pk"), ended_at=None)))
