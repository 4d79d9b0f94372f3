"""What every viewset gets from backend.common.api: keys on writes, one error shape."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.urls import include, path
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.test import APIClient
from rest_framework.viewsets import GenericViewSet

from backend.common.api.idempotency import IdempotentCreateMixin, idempotent_action
from backend.common.errors import DomainError
from backend.common.models import IdempotencyKey

KEY = "5b0f3f0e-0c2a-4a55-9c53-0d5b8a5ed1c7"


class GroupSerializer(ModelSerializer):
    class Meta:
        model = Group
        fields = ["id", "name"]


class GroupViewSet(IdempotentCreateMixin, CreateModelMixin, GenericViewSet):
    queryset = Group.objects.all()
    serializer_class = GroupSerializer
    permission_classes = [AllowAny]
    throttle_classes = []

    @action(detail=False, methods=["post"])
    @idempotent_action
    def copy(self, request):
        if request.data.get("fail"):
            Group.objects.create(name="lost")
            raise DomainError("Không chép được.", field=request.data["field"], code="no_copy")
        return Response({"id": Group.objects.create(name=uuid.uuid4().hex).pk}, status=201)


router = SimpleRouter()
router.register("groups", GroupViewSet)
urlpatterns = [path("", include(router.urls))]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client(settings):
    settings.MIDDLEWARE = []  # only the viewset is looked at
    return APIClient()


def send(client, body, *, key=KEY, to="/groups/"):
    return client.post(to, body, headers={"Idempotency-Key": key} if key else {})


def test_thing_is_made_once_when_sent_twice(client):
    first, second = send(client, {"name": "mận"}), send(client, {"name": "mận"})
    assert (first.status_code, first.json()) == (201, {"id": Group.objects.get().pk, "name": "mận"})
    assert (second.status_code, second.json()) == (first.status_code, first.json())


def test_thing_is_made_each_time_when_sent_without_key(client):
    assert send(client, {"name": "a"}, key=None).status_code == 201
    assert send(client, {"name": "b"}, key=None).status_code == 201


def test_own_action_is_carried_out_once_when_sent_twice(client):
    first, second = (send(client, {}, to="/groups/copy/") for _ in range(2))
    assert first.json() == second.json() == {"id": Group.objects.get().pk}


def test_same_key_is_refused_when_body_or_address_differ(client):
    send(client, {"name": "mận"})
    for answer in (send(client, {"name": "xoài"}), send(client, {"name": "mận"}, to="/groups/copy/")):
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert (answer.json()["type"], error["code"], error["attr"]) == (
            "client_error",
            "idempotency_mismatch",
            None,
        )
    assert [group.name for group in Group.objects.all()] == ["mận"]


def test_key_stays_free_when_the_body_was_refused(client):
    assert send(client, {"name": ""}).status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert send(client, {"name": "mận"}).status_code == 201


@pytest.mark.parametrize(("field", "attr"), [("name", "name"), (None, None)])
def test_refusal_of_the_field_has_the_one_error_shape_and_leaves_nothing(client, field, attr):
    answer = send(client, {"fail": True, "field": field}, to="/groups/copy/")
    assert answer.status_code == 400
    assert answer.json() == {
        "type": "validation_error",
        "errors": [{"code": "no_copy", "detail": "Không chép được.", "attr": attr}],
    }
    assert not Group.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_key_is_refused_when_it_is_not_plain(client):
    answer = send(client, {"name": "mận"}, key="short")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "idempotency_key_invalid")
    assert not Group.objects.exists()
