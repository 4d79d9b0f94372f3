from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError


def known(queryset: Any, field: str, **lookup: Any) -> Any:
    """Return the row of `queryset` that matches `lookup`. Raises ValidationError at `field` if there is none.

    Pass only rows that the caller may see. Then other rows give the same error.
    """
    found = queryset.filter(**lookup).first()
    if found is None:
        raise ValidationError({field: [_("Không tìm thấy.")]})
    return found
