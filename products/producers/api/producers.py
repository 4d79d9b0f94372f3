from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.consent.enums import ConsentPurpose
from members.models import User
from products.listing.serializers import ReasonsSerializer, VerifySerializer
from products.models import Photo, Producer, ProducerPerson
from products.producers.actions import people as people_actions
from products.producers.actions import producers
from products.producers.actions.verification import ask_verification, return_verification
from products.producers.enums import ProducerRole
from products.producers.serializers import (
    InvitationSerializer,
    InvitationWriteSerializer,
    PersonSerializer,
    ProducerChangeSerializer,
    ProducerSerializer,
    ProducerWriteSerializer,
    RoleSerializer,
    VerificationSerializer,
)


class ProducerViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List producers; create, change and verify one; invite, change and remove the people who run it.

    The list has active producers with a public product, and those that the caller runs or oversees.
    """

    queryset = Producer.objects.order_by("id")
    serializer_class = ProducerSerializer
    filterset_fields = ["kind", "unit"]
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Producer.objects.visible_to(self.viewer)
        # products.producers.rules.shows_phone, asked for all rows of a page at once.
        agreed = ProducerPerson.objects.filter(
            producer=OuterRef("pk"),
            until=None,
            role=ProducerRole.OWNER,
            user__consents__purpose=ConsentPurpose.PUBLIC_PHONE,
            user__consents__withdrawn_at=None,
        )
        return rows.select_related("branch").annotate(owner_shows_phone=Exists(agreed)).order_by("id")

    @extend_schema(
        request=ProducerWriteSerializer, responses={201: ProducerSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(ProducerWriteSerializer, request)

        def make() -> Response:
            producer = producers.create_producer(actor=actor, **data)
            return Response(ProducerSerializer(producer).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=ProducerChangeSerializer, responses=ProducerSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change the producer.

        A new name, kind, commune or code ends its verification and notifies officers.
        """
        actor, producer = self.actor, self.get_object()
        data = validated(ProducerChangeSerializer, request)

        def make() -> Response:
            changes: dict[str, Any] = dict(data)
            if changes.get("portrait"):
                changes["portrait"] = known(
                    Photo.objects.visible_to(actor.member), "portrait", key=changes["portrait"]
                )
            changed = producers.update_producer(actor=actor, producer=producer, changes=changes)
            return Response(ProducerSerializer(changed).data)

        return answer_once(request, make)

    @extend_schema(request=VerifySerializer, responses=ProducerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def verify(self, request: Request, pk: int) -> Response:
        """Verify a producer, as an officer who checked the people, the place and their documents."""
        actor, producer = self.actor, self.get_object()
        data = validated(VerifySerializer, request)
        mark = data.pop("seen")
        producer = producers.verify_producer(actor=actor, producer=producer, reviewed_mark=mark, **data)
        return Response(ProducerSerializer(producer).data)

    @extend_schema(responses=VerificationSerializer)
    @action(
        detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated], filter_backends=[]
    )
    def verification(self, request: Request, pk: int) -> Response:
        """Return the state of the producer's verification, for its people and officers only."""
        return Response(VerificationSerializer(self._handled_producer()).data)

    @extend_schema(request=None, responses=VerificationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def ask_verification(self, request: Request, pk: int) -> Response:
        """Ask the officers to verify the producer, as one of its people. Asking again changes nothing."""
        producer = ask_verification(actor=self.actor, producer=self._handled_producer())
        return Response(VerificationSerializer(producer).data)

    @extend_schema(request=ReasonsSerializer, responses=VerificationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def return_verification(self, request: Request, pk: int) -> Response:
        """Tell the producer's people what is missing before it can be verified, as an officer."""
        actor, producer = self.actor, self._handled_producer()
        data = validated(ReasonsSerializer, request)
        producer = return_verification(actor=actor, producer=producer, **data)
        return Response(VerificationSerializer(producer).data)

    @extend_schema(request=None, responses=ProducerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def unverify(self, request: Request, pk: int) -> Response:
        """Withdraw the producer's verification, as an officer."""
        producer = producers.unverify_producer(actor=self.actor, producer=self.get_object())
        return Response(ProducerSerializer(producer).data)

    @extend_schema(responses=PersonSerializer(many=True))
    @action(
        detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated], filter_backends=[]
    )
    def people(self, request: Request, pk: int) -> Response:
        """List the people who run the producer. Only for these people and the producer's officers."""
        rows = (
            self._handled_producer().people.filter(until=None).select_related("user").order_by("since", "pk")
        )
        return self.get_paginated_response(PersonSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=RoleSerializer, responses=PersonSerializer)
    @action(detail=True, methods=["patch"], url_path="people/<uuid:ref>")
    @idempotent_action
    def person(self, request: Request, pk: int, ref: str) -> Response:
        """Set the role of a person who runs the producer to owner or helper.

        Only for owners of the producer.
        """
        actor, producer = self.actor, self._handled_producer()
        data = validated(RoleSerializer, request)
        user = self._person(producer, ref)
        changed = people_actions.change_role(actor=actor, producer=producer, user=user, **data)
        return Response(PersonSerializer(changed).data)

    @extend_schema(request=None, responses={204: None})
    @person.mapping.delete
    @idempotent_action
    def remove_person(self, request: Request, pk: int, ref: str) -> Response:
        """Remove a person who runs the producer.

        An owner can remove anyone, others only themselves. The last owner can't be removed.
        """
        actor, producer = self.actor, self._handled_producer()
        people_actions.remove_person(actor=actor, producer=producer, user=self._person(producer, ref))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=InvitationWriteSerializer, responses={201: InvitationSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def invitations(self, request: Request, pk: int) -> Response:
        """Invite a person to run the producer together.

        The response doesn't reveal whether the number has an account.
        """
        actor, producer = self.actor, self._handled_producer()
        data = validated(InvitationWriteSerializer, request)
        invitation = people_actions.invite_person(actor=actor, producer=producer, **data)
        return Response(InvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    def _handled_producer(self) -> Producer:
        """Return the producer of the URL if the caller runs or oversees it; otherwise 404."""
        rows = Producer.objects.handled_by(self.actor.member).select_related("branch")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def _person(self, producer: Producer, ref: str) -> User:
        part = producer.people.filter(until=None, user__ref=ref).select_related("user").first()
        if part is None:
            raise Http404
        return part.user


def register(router: BaseRouter) -> None:
    router.register("producers", ProducerViewSet, basename="producers")
