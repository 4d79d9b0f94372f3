"""The API's one way to read a request: through a serializer, or a 400 at the field."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer


def validated(
    serializer_class: type[BaseSerializer[Any]], request: Request, **options: Any
) -> dict[str, Any]:
    """Return the body of `request` as `serializer_class` cleans it; `options` are the serializer's.

    Raises ValidationError (400) at each wrong field.
    """
    return valid_serializer(serializer_class, request, **options).validated_data


def valid_serializer[S: BaseSerializer[Any]](
    serializer_class: type[S], request: Request, **options: Any
) -> S:
    """Return the serializer that checked the body of `request`, for one that has methods of its own.

    Raises ValidationError (400) at each wrong field.
    """
    serializer = serializer_class(data=request.data, **options)
    serializer.is_valid(raise_exception=True)
    return serializer


def validated_query(serializer_class: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """Return the query of `request` as `serializer_class` cleans it.

    Raises ValidationError (400) at each wrong parameter.
    """
    serializer = serializer_class(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
