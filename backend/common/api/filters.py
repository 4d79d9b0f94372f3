from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings


class IdFilter(filters.NumberFilter):
    """Filter by a whole number from 0 to 2**31 - 1; anything else is a 400 at the parameter."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=0, max_value=2**31 - 1, **kwargs)

    def get_max_validator(self) -> None:
        return None


# As django_filters.widgets.BooleanWidget reads them, in small letters; anything else it takes for not asked.
TRUTHS = {"", "true", "false", "1", "0"}


class KnownFilterBackend(filters.DjangoFilterBackend):
    """Filter backend that answers 400 to unknown parameters and invalid booleans of a list.

    Otherwise `?stat=paid` would return everything, and nobody would notice.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if getattr(view, "action", None) == "list":
            known = self._known(queryset, view)
            if unknown := sorted(set(request.query_params) - known - {api_settings.URL_FORMAT_OVERRIDE}):
                words = _("Không có bộ lọc này. Có: %(known)s.") % {"known": ", ".join(sorted(known))}
                raise ValidationError({name: [ErrorDetail(words, "unknown_filter")] for name in unknown})
            if unread := self._unread(request, self.get_filterset_class(view, queryset)):
                raise ValidationError(
                    {name: [ErrorDetail(_("Viết true hoặc false."), "invalid")] for name in unread}
                )
        return super().filter_queryset(request, queryset, view)

    def _known(self, queryset: Any, view: Any) -> set[str]:
        filterset = self.get_filterset_class(view, queryset)
        paged = view.paginator.get_schema_operation_parameters(view) if view.paginator else []
        return {*(filterset.base_filters if filterset else ()), *(parameter["name"] for parameter in paged)}

    def _unread(self, request: Request, filterset: Any) -> list[str]:
        asked = {
            name: request.query_params.get(name, "") for name in (filterset.base_filters if filterset else ())
        }
        truths = {name for name in asked if isinstance(filterset.base_filters[name], filters.BooleanFilter)}
        return sorted(name for name in truths if asked[name].lower() not in TRUTHS)
