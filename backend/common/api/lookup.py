from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError


def known(queryset: Any, field: str, **lookup: Any) -> Any:
    """The row of `queryset` that a body's field names, or a validation error at that field; a stranger's row is no row."""
    found = queryset.filter(**lookup).first()
    if found is None:
        raise ValidationError({field: [_("Không tìm thấy.")]})
    return found
