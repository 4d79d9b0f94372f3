from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import idempotent_action
from backend.common.api.schema import ErrorResponseSerializer
from traceability.labels.actions import refusal_for
from traceability.labels.actions.codes import code_for, known_code
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.content import content_for
from traceability.labels.runs.posters import POSTER_FORMS, poster_file, poster_uri
from traceability.labels.serializers import PosterSerializer
from traceability.models import Lot

FILE = {(200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in POSTER_FORMS.values()}


class PosterActions:
    """Endpoints of a lot's poster, which has one code for the whole lot.

    Only people who may print the lot's labels find it.
    """

    viewer: Any
    get_object: Any

    @extend_schema(responses=PosterSerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def poster(self, request: Request, pk: int) -> Response:
        """Return the URI in the poster's code, or null.

        It is null before the product has a code, and while the lot gets no labels. Files: poster/pdf/,
        poster/png/, poster/svg/.
        """
        return Response(self._poster_data(self._printable()))

    @extend_schema(request=None, responses=PosterSerializer)
    @poster.mapping.post
    @idempotent_action
    def make_poster(self, request: Request, pk: int) -> Response:
        """Create the product's code if it has none, and return the URI in the poster's code.

        Refused while the lot gets no labels.
        """
        lot = self._printable()
        if refusal := refusal_for(lot):
            raise refusal
        code_for(lot.product)
        return Response(self._poster_data(lot))

    @extend_schema(operation_id="v1_lots_poster_file", responses=FILE | {409: ErrorResponseSerializer})
    @action(
        detail=True,
        methods=["get"],
        url_path="poster/<slug:form>",
        filter_backends=[],
        permission_classes=[permissions.IsAuthenticated],
        content_negotiation_class=FileNegotiation,
    )
    def poster_file(self, request: Request, pk: int, form: str) -> HttpResponseBase:
        """Return the poster as an A4 page (pdf), or its code as a picture (png, svg).

        404 before the product has a code. Refused while the lot gets no labels.
        """
        lot = self._printable()
        if form not in POSTER_FORMS or (code := known_code(lot.product)) is None:
            raise Http404
        if refusal := refusal_for(lot):
            raise refusal
        origin = settings.PUBLIC_ORIGIN
        data = poster_file(form, poster_uri(lot, code, origin=origin), content_for(lot, origin=origin))
        name = f"ma-{lot.code}.{form}"
        return HttpResponse(
            data,
            content_type=POSTER_FORMS[form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _printable(self) -> Lot:
        """Return the lot of the URL. Raises Http404 unless the caller may print its labels."""
        lot = self.get_object()
        if not may_print_labels(self.viewer, lot):
            raise Http404
        return lot

    def _poster_data(self, lot: Lot) -> dict[str, Any]:
        """Return the lot and the URI in its poster's code.

        The URI is None if the lot gets no labels now or the product has no code.
        """
        code = known_code(lot.product)
        if code is None or refusal_for(lot):
            return {"lot": lot.pk, "uri": None}
        return {"lot": lot.pk, "uri": poster_uri(lot, code, origin=settings.PUBLIC_ORIGIN)}
