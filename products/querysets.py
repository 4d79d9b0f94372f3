from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Branch
from products.enums import CertificateState, InvitationState, ProductState

if TYPE_CHECKING:
    from products.models import Certificate, Photo, Producer, ProducerInvitation, Product


class ProducerQuerySet(models.QuerySet["Producer"]):
    def run_by(self, user: Any) -> ProducerQuerySet:
        """Producers `user` is one of the people of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(people__user=user, people__until=None).distinct()

    def overseen_by(self, user: Any) -> ProducerQuerySet:
        """Producers of the branches `user` is an officer of."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(branch__in=Branch.objects.run_by(user))

    def handled_by(self, user: Any) -> ProducerQuerySet:
        """Those she runs and those she oversees."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = Q(people__user=user, people__until=None) | Q(branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def visible_to(self, user: Any) -> ProducerQuerySet:
        """Everybody sees producers with a listed product; her people and her officers see her always."""
        rule = Q(products__state=ProductState.LISTED, is_active=True)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule |= Q(people__user=user, people__until=None) | Q(branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()


class ProductQuerySet(models.QuerySet["Product"]):
    def listed(self) -> ProductQuerySet:
        return self.filter(state=ProductState.LISTED)

    def run_by(self, user: Any) -> ProductQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(producer__people__user=user, producer__people__until=None).distinct()

    def overseen_by(self, user: Any) -> ProductQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(producer__branch__in=Branch.objects.run_by(user))

    def handled_by(self, user: Any) -> ProductQuerySet:
        """Those of producers she runs or oversees, in any state."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = Q(producer__people__user=user, producer__people__until=None)
        rule |= Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def visible_to(self, user: Any) -> ProductQuerySet:
        """Listed ones for everybody; hers and those she oversees in any state."""
        rule = Q(state=ProductState.LISTED)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule |= Q(producer__people__user=user, producer__people__until=None)
            rule |= Q(producer__branch__in=Branch.objects.run_by(user))
            return self.filter(rule).distinct()
        return self.filter(rule)


class InvitationQuerySet(models.QuerySet["ProducerInvitation"]):
    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=InvitationState.WAITING, expires_at__gt=timezone.now())

    def addressed_to(self, user: Any) -> InvitationQuerySet:
        """Those for her card, or for a phone number she has proved to be hers."""
        if not user.is_authenticated:
            return self.none()
        contacts = [user.card_number]
        if user.phone and user.phone_verified_at:
            contacts.append(user.phone)
        return self.filter(contact__in=contacts)

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those addressed to her, and those of the producers she runs."""
        if not user.is_authenticated:
            return self.none()
        rule = Q(pk__in=self.model.objects.addressed_to(user).values("pk"))
        rule |= Q(producer__people__user=user, producer__people__until=None)
        return self.filter(rule).distinct()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def handled_by(self, user: Any) -> CertificateQuerySet:
        """Those of producers she runs or oversees, in any state."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = Q(producer__people__user=user, producer__people__until=None)
        rule |= Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def overseen_by(self, user: Any) -> CertificateQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(producer__branch__in=Branch.objects.run_by(user))

    def in_force(self) -> CertificateQuerySet:
        """Verified and valid today: the only ones that show a badge."""
        today = timezone.localdate()
        return self.filter(state=CertificateState.VERIFIED, issued_date__lte=today).filter(
            Q(valid_until=None) | Q(valid_until__gte=today)
        )

    def visible_to(self, user: Any) -> CertificateQuerySet:
        rule = Q(state=CertificateState.VERIFIED, product__state=ProductState.LISTED) | Q(
            state=CertificateState.VERIFIED, product=None, producer__products__state=ProductState.LISTED
        )
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule |= Q(producer__people__user=user, producer__people__until=None)
            rule |= Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()


class PhotoQuerySet(models.QuerySet["Photo"]):
    def handled_by(self, user: Any) -> PhotoQuerySet:
        """Those she uploaded, or somebody for her, and those of producers she runs or oversees."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = Q(uploaded_by=user) | Q(on_behalf_of=user)
        rule |= Q(producer__people__user=user, producer__people__until=None)
        rule |= Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Public ones for everybody, and those she handles."""
        rule = Q(is_public=True)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule |= Q(pk__in=self.model.objects.handled_by(user).values("pk"))
        return self.filter(rule)
