"""The API reads a body and a query through their serializer, or answers at the wrong field."""

from __future__ import annotations

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from backend.common.api.validation import valid_serializer, validated, validated_query


class LotSerializer(serializers.Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


def request_with(rf, body: dict[str, object], query: str = "") -> Request:
    return Request(rf.post(f"/{query}", body, content_type="application/json"), parsers=[JSONParser()])


def test_body_and_query_are_read_when_they_are_right(rf):
    request = request_with(rf, {"code": "L1", "count": "2"}, "?code=L2&count=3")
    assert validated(LotSerializer, request) == {"code": "L1", "count": 2}
    assert validated_query(LotSerializer, request) == {"code": "L2", "count": 3}
    assert isinstance(valid_serializer(LotSerializer, request), LotSerializer)


def test_options_reach_the_serializer(rf):
    assert validated(LotSerializer, request_with(rf, {"count": 2}), partial=True) == {"count": 2}


@pytest.mark.parametrize("read", [validated, valid_serializer, validated_query])
def test_wrong_fields_are_named_with_their_codes(rf, read):
    request = request_with(rf, {"count": 0}, "?count=0")
    with pytest.raises(ValidationError) as refused:
        read(LotSerializer, request)
    assert refused.value.get_codes() == {"code": ["required"], "count": ["min_value"]}
