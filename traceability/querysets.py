from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from backend.common.text import to_id
from members.models import Branch
from products.products.enums import ProductState
from traceability.enums import RunState

if TYPE_CHECKING:
    from traceability.models import (
        CodeLink,
        EpcisEvent,
        EpcisGrant,
        Event,
        Inquiry,
        Inspection,
        LabelFlag,
        LabelRun,
        Lot,
        PrintedHost,
        Recall,
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


class EventQuerySet(models.QuerySet["Event"]):
    def standing(self) -> EventQuerySet:
        """Events that nobody declared wrong: what buyers are shown."""
        declared = self.model.objects.filter(event_id=models.OuterRef("event_id"), is_error=True)
        return self.filter(~models.Exists(declared), is_error=False)

    def run_by(self, user: Any) -> EventQuerySet:
        """Events of the lots of producers she is one of the people of."""
        return self._of_lots(apps.get_model("traceability", "Lot").objects.run_by(user))

    def visible_to(self, user: Any) -> EventQuerySet:
        """Standing events of the lots she may see; of lots of hers and those she oversees, also the wrong and their correction."""
        lots = apps.get_model("traceability", "Lot").objects
        seen = self._of_lots(lots.visible_to(user))
        if user.is_authenticated and user.is_staff:
            return seen
        if not user.is_authenticated:
            return seen.standing()
        links = apps.get_model("traceability", "EventLot").objects.filter(
            lot__in=lots.filter(produced_by(user, "product__producer__"))
        )
        return seen.filter(
            models.Q(event_id__in=links.values("event_id"))
            | models.Q(event_id__in=seen.standing().values("event_id"))
        )

    def told_to(self, user: Any) -> EventQuerySet:
        """Each with `is_outline`: a program sent it, and may have meant it for the trade only (EpcisEventQuerySet.visible_to), which she is no part of.

        Of these she reads what the origin page shows, of all others everything. The lots' people, those over them, who was granted them and
        who inspects their producer now are part of it.
        """
        if user.is_authenticated and user.is_staff:
            return self.annotate(is_outline=models.Value(False))
        this = {"event_id": OuterRef("event_id")}
        sent = apps.get_model("traceability", "EpcisEvent").objects
        outline = Q(Exists(sent.filter(captured_by_ref__isnull=False, **this)))
        if user.is_authenticated:
            links = apps.get_model("traceability", "EventLot").objects
            inspected = apps.get_model("traceability", "Inspection").objects.running().filter(inspector=user)
            hers = produced_by(user, "lot__product__producer__") | Q(
                lot__product__producer__in=inspected.values("producer")
            )
            outline &= ~Q(Exists(links.filter(hers, **this))) & ~Q(
                Exists(sent.visible_to(user).filter(**this))
            )
        return self.annotate(is_outline=models.ExpressionWrapper(outline, models.BooleanField()))

    def _of_lots(self, lots: LotQuerySet) -> EventQuerySet:
        links = apps.get_model("traceability", "EventLot").objects.filter(lot__in=lots)
        return self.filter(event_id__in=links.values("event_id"))


class LabelRunQuerySet(models.QuerySet["LabelRun"]):
    def visible_to(self, user: Any) -> LabelRunQuerySet:
        """Only the producer's people and her officers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "lot__product__producer__")).distinct()

    def told_if_void(self) -> LabelRunQuerySet:
        """Each with `is_void`: the whole run was voided at once."""
        whole = self.model.objects.filter(pk=OuterRef("pk"), voids__first=1, voids__last=F("count"))
        return self.annotate(is_void=Exists(whole))


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user: Any) -> InquiryQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "producer__")).distinct()


class RecallQuerySet(models.QuerySet["Recall"]):
    def open(self) -> RecallQuerySet:
        return self.filter(ended_at=None)

    def reaching(self, lot: Lot) -> RecallQuerySet:
        """Open recalls of the whole of `lot`, or of a lot that it was made from; the earliest first."""
        return (
            self.open()
            .filter(reach__lot=lot, reach__ended_at=None, reach__run=None)
            .order_by("started_at", "pk")
        )

    def touching(self, lot: Lot) -> RecallQuerySet:
        """The same, and those of some of its labels only."""
        return self.open().filter(reach__lot=lot, reach__ended_at=None).order_by("started_at", "pk")

    def ever_reaching(self, lot: Lot) -> RecallQuerySet:
        """Open or ended, of the lot, of some labels of it or of what it was made from."""
        return self.filter(reach__lot=lot).distinct().order_by("started_at", "pk")

    def visible_to(self, user: Any) -> RecallQuerySet:
        """Everybody where the lot's page answers, whatever became of the product since; else its people, officers and staff."""
        rule = ever_out("lot__")
        if not user.is_authenticated:
            return self.filter(rule)
        if user.is_staff:
            return self.all()
        hers = Q(
            reach__lot__in=apps.get_model("traceability", "Lot").objects.filter(
                produced_by(user, "product__producer__")
            )
        )
        return self.filter(rule | hers | produced_by(user, "lot__product__producer__")).distinct()


class LabelFlagQuerySet(models.QuerySet["LabelFlag"]):
    def visible_to(self, user: Any) -> LabelFlagQuerySet:
        """Only the producer's people, her officers and staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "lot__product__producer__")).distinct()

    def run_by(self, user: Any) -> LabelFlagQuerySet:
        return self.filter(lot__in=apps.get_model("traceability", "Lot").objects.run_by(user))

    def waiting(self) -> LabelFlagQuerySet:
        return self.filter(looked_at=None)


class CodeLinkQuerySet(models.QuerySet["CodeLink"]):
    def standing(self) -> CodeLinkQuerySet:
        """Not ended; their days may be over or yet to come."""
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> CodeLinkQuerySet:
        """What codes of listed products lead to, for everybody; with everything before it, for her people and her officers."""
        rule = Q(product__state=ProductState.LISTED, ended_at=None)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            return self.filter(rule | produced_by(user, "product__producer__")).distinct()
        return self.filter(rule)


class EpcisGrantQuerySet(models.QuerySet["EpcisGrant"]):
    def standing(self) -> EpcisGrantQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> EpcisGrantQuerySet:
        """The producer's people and her officers; the partner sees what was granted to her."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "producer__") | Q(partner=user)).distinct()


class EpcisEventQuerySet(models.QuerySet["EpcisEvent"]):
    def visible_to(self, user: Any) -> EpcisEventQuerySet:
        """Events of the lots of producers she is of or over, those whose lots were all granted to her, and those she sent herself.

        Narrower than what buyers see of a lot: what partners write may be meant for the trade only. An event is shown whole or not
        at all, for its hash is of the whole: who was granted some of the goods on a mixed pallet doesn't see the pallet's.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        lots = apps.get_model("traceability", "Lot").objects
        own = produced_by(user, "product__producer__")
        hers = lots.filter(own)
        granted = (
            apps.get_model("traceability", "EpcisGrant")
            .objects.standing()
            .filter(partner=user, may_query=True)
        )
        covered = lots.filter(
            own
            | Q(product__producer__in=granted.filter(product=None).values("producer"))
            | Q(product__in=granted.exclude(product=None).values("product"))
        )
        things = apps.get_model("traceability", "EpcisThing").objects.exclude(lot=None)
        of_others = things.filter(event_id=OuterRef("event_id")).exclude(lot__in=covered.values("pk"))
        return self.filter(
            Q(captured_by_ref=user.ref)
            | Q(event_id__in=things.filter(lot__in=hers.values("pk")).values("event_id"))
            | (
                Q(event_id__in=things.filter(lot__in=covered.values("pk")).values("event_id"))
                & ~Exists(of_others)
            )
        )


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def running(self) -> InspectionQuerySet:
        return self.filter(ended_at=None, until__gt=timezone.now())

    def visible_to(self, user: Any) -> InspectionQuerySet:
        """The inspector's own while it runs; the producer's people and staff see all of theirs."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        hers = Q(producer__people__user=user, producer__people__until=None)
        own = Q(inspector=user, ended_at=None, until__gt=timezone.now())
        return self.filter(hers | own).distinct()


class PrintedHostQuerySet(models.QuerySet["PrintedHost"]):
    def visible_to(self, user: Any) -> PrintedHostQuerySet:
        """The Union's technical staff: they alone can have a name lead here."""
        return self.all() if user.is_authenticated and user.is_staff else self.none()
