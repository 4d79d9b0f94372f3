"""API for uploads to courses: pictures, recordings, films and PDFs, with the progress of their processing.

Trainers' pages do the same by tus (courses/authoring/views/uploads.py), under the same limits.
"""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common import waiting
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once
from backend.common.api.lookup import known
from backend.common.api.parsers import JSONParser
from backend.common.api.pieces import LONGEST, PIECE_TYPE, LineBroke, PieceParser, offset_of
from backend.common.api.validation import validated
from courses.authoring.enums import AssetKind, Language
from courses.authoring.forms.authoring import PlaceForm
from courses.media.actions.uploads import begin_upload, cancel_upload, keep_staged, receive, stage_file
from courses.media.media_files import media_of
from courses.media.speech import question_hash, text_hash
from courses.models import Asset, Course, Question, QuestionBank, Step, StepText
from members.access import ActorMixin


class UploadSerializer(serializers.ModelSerializer):
    """Upload of a file. `offset` of `length` bytes have arrived.

    In the state "ready" the file is in its place, and `files` are the processed files.
    """

    name = serializers.CharField(source="original_name")
    length = serializers.IntegerField(source="upload_length")
    offset = serializers.IntegerField(source="upload_offset")
    files = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "id",
            "kind",
            "state",
            "name",
            "length",
            "offset",
            "progress",
            "error",
            "files",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.URLField(), help_text="Smallest first"))
    def get_files(self, asset: Asset) -> list[str]:
        media = media_of(asset)
        return [settings.PUBLIC_ORIGIN + file["url"] for file in media["files"]] if media else []


class NewUploadSerializer(serializers.Serializer):
    """New upload. The required fields depend on `place`.

    cover: `course`. picture, media, captions: `course` and `step`.
    voice: `course`, `step` and `language`, or only `question`.
    library: `course` or `bank`; its questions can then refer to the file by ID.
    """

    kind = serializers.ChoiceField(choices=AssetKind.choices)
    place = serializers.ChoiceField(
        choices=["cover", "picture", "media", "captions", "voice", "library"], required=True
    )
    course = serializers.SlugField(max_length=80, required=False)
    step = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    question = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    bank = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)
    text_hash = serializers.RegexField(
        r"^[0-9a-f]{64}$",
        required=False,
        help_text="Hash of the text that the voice reads; default: the current text",
    )
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    length = serializers.IntegerField(
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text="Number of bytes that will be sent to /pieces/",
    )
    file = serializers.FileField(
        required=False, help_text="Instead of a length: the whole file, at most 20 MB"
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("file" in data) == ("length" in data):
            raise ValidationError({"length": _("Chị gửi cả tệp, hoặc cho biết tệp dài bao nhiêu.")})
        return data


class UploadViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List the caller's own uploads, newest first; begin one, send its pieces, cancel it."""

    queryset = Asset.objects.none()
    serializer_class = UploadSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"
    filterset_fields = ["kind", "state"]
    parser_classes = [JSONParser, parsers.MultiPartParser]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Asset.objects.filter(uploaded_by=self.viewer).order_by("-created_at", "-pk")

    @extend_schema(
        request={"application/json": NewUploadSerializer, "multipart/form-data": NewUploadSerializer},
        responses={201: UploadSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        """Begin an upload whose pieces follow, or send a small file whole.

        A task then makes the files that phones download.
        """
        actor = self.actor
        given = validated(NewUploadSerializer, request)
        owner, goes_to = self._place(given)
        file: Any = given.get("file")
        about = {"actor": actor, "course": owner, "kind": given["kind"], "goes_to": goes_to}
        staged = stage_file(kind=given["kind"], file=file) if file else None
        new_assets: list[Asset] = []

        def make() -> Response:
            if staged:
                asset = keep_staged(**about, staged=staged, name=given["name"] or file.name or "")
                asset.refresh_from_db()  # its state is now WAITING
            else:
                asset = begin_upload(**about, length=given["length"], name=given["name"])
            new_assets.append(asset)
            return Response(UploadSerializer(asset).data, status=status.HTTP_201_CREATED)

        try:
            return answer_once(request, make)
        finally:
            if staged and not new_assets:  # refused, or uploaded before
                waiting.forget(str(staged[0]))

    @extend_schema(
        request={PIECE_TYPE: OpenApiTypes.BINARY},
        responses=UploadSerializer,
        parameters=[
            OpenApiParameter(
                "Upload-Offset",
                {"type": "integer", "minimum": 0, "maximum": LONGEST},
                OpenApiParameter.HEADER,
                required=True,
                description="Offset of the piece. 409, and nothing is written, if it is not the upload's current length",
            )
        ],
    )
    @action(detail=True, methods=["post"], parser_classes=[PieceParser])
    def pieces(self, request: Request, pk: Any) -> Response:
        """Append the next piece, of any size. After a broken connection, read `offset` and continue there."""
        asset = self.get_object()
        offset = offset_of(request.headers.get("Upload-Offset", ""))
        if offset is None:
            raise ValidationError({"Upload-Offset": [_("Chị cho biết khúc này bắt đầu từ đâu.")]})
        stream = request.data
        try:
            receive(asset=asset, offset=offset, stream=stream if hasattr(stream, "read") else io.BytesIO())
        except UnreadablePostError as error:
            raise LineBroke from error
        return Response(UploadSerializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Cancel an unfinished upload, or dismiss a failed one. A finished asset stays."""
        cancel_upload(actor=self.actor, asset=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _place(self, given: dict[str, Any]) -> tuple[Course | QuestionBank, dict[str, Any]]:
        """Return (course or bank that the file belongs to, Asset.goes_to).

        Raises ValidationError, also for a course, step or question that the viewer can't see.
        """
        if given["place"] == "library" and "bank" in given:
            return known(QuestionBank.objects.visible_to(self.viewer), "bank", pk=given["bank"]), {}
        if "question" in given:
            row = known(
                Question.objects.visible_to(self.viewer).select_related("bank__course"),
                "question",
                pk=given["question"],
            )
            return row.bank, self._checked({"text_hash": question_hash(row.body), **given})
        course = known(Course.objects.edited_by(self.viewer), "course", slug=given.get("course", ""))
        if given["place"] == "library":
            return course, {}
        if given["place"] == "cover":
            self._checked(given)
            return course, {"course": course.pk}
        step = known(Step.objects.filter(lesson__module__course=course), "step", pk=given.get("step", 0))
        if given["place"] == "voice" and "language" in given:
            text = StepText.objects.filter(step=step, language=given["language"]).first() or StepText()
            given = {"text_hash": text_hash(text.title, text.text), **given}
        return course, self._checked(given)

    def _checked(self, given: dict[str, Any]) -> dict[str, Any]:
        form = PlaceForm({name: given.get(name, "") for name in PlaceForm.base_fields})
        if not form.is_valid():
            raise ValidationError({"place": [str(text) for texts in form.errors.values() for text in texts]})
        return form.goes_to()


def register(router: BaseRouter) -> None:
    router.register("uploads", UploadViewSet, basename="uploads")
