"""The API's one way to read a request: through a serializer, with a 400 at each invalid field."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer


def validated(
    serializer_class: type[BaseSerializer[Any]], request: Request, **options: Any
) -> dict[str, Any]:
    """Return the validated data of the body of `request`. `options` are passed to the serializer.

    Raises ValidationError (400) at each invalid field.
    """
    return valid_serializer(serializer_class, request, **options).validated_data


def valid_serializer[S: BaseSerializer[Any]](
    serializer_class: type[S], request: Request, **options: Any
) -> S:
    """Return the serializer after it validated the body of `request`.

    For serializers with methods of their own. Raises ValidationError (400) at each invalid field.
    """
    serializer = serializer_class(data=request.data, **options)
    serializer.is_valid(raise_exception=True)
    return serializer


def validated_query(serializer_class: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """Return the validated data of the query parameters of `request`.

    Raises ValidationError (400) at each invalid parameter.
    """
    serializer = serializer_class(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
