"""Serializers of courses for trainers: drafts with their locks, and changes that name the lock."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from courses.authoring.actions.publishing import problems_of
from courses.authoring.enums import Language, StepKind, Topic
from courses.authoring.locks import lock_of
from courses.media.media_files import media_of
from courses.media.speech import text_hash
from courses.media.voices import STATES, state_of
from courses.models import Course, Lesson, Module, Removed, Step, StepText
from courses.practice.enums import OutcomeKind
from members.models import User

NAMES = 'Other languages, such as {"en": {"title": "…"}}'


def _lock_field() -> serializers.CharField:
    return serializers.CharField(
        max_length=16, help_text="`lock` as it was read; 409 if the row changed since"
    )


def _translations(**more: Any) -> serializers.DictField:
    words = serializers.DictField(child=serializers.CharField(max_length=600, allow_blank=True))
    return serializers.DictField(child=words, help_text=NAMES, **more)


class Locked(serializers.ModelSerializer):
    """Base serializer that adds `lock` to a row.

    A client sends it with a change, which is refused if the row changed since.
    """

    lock = serializers.SerializerMethodField()

    def get_lock(self, row: Any) -> str:
        return lock_of(row)


class CitationSerializer(serializers.Serializer):
    document = serializers.CharField(max_length=60)
    article = serializers.CharField(max_length=40, allow_blank=True, required=False, default="")
    date = serializers.DateField(help_text="Date of the last check")


class WordsSerializer(serializers.Serializer):
    language = serializers.ChoiceField(choices=Language.choices)
    title = serializers.CharField(max_length=120, allow_blank=True, required=False, default="")
    text = serializers.CharField(
        max_length=20_000, allow_blank=True, required=False, default="", help_text="Markdown"
    )
    picture_alt = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


class ReadAloudSerializer(serializers.Serializer):
    """State of the voice for some words: whether they are read aloud, and by whom.

    text_hash: send it with a new voice to /uploads/.
    """

    state = serializers.ChoiceField(choices=STATES, allow_blank=True, help_text="Empty without a text")
    address = serializers.URLField(allow_null=True)
    text_hash = serializers.CharField()


class AuthoredWordsSerializer(WordsSerializer):
    voice = serializers.SerializerMethodField()

    @extend_schema_field(ReadAloudSerializer)
    def get_voice(self, text: StepText) -> dict[str, Any]:
        digest = text_hash(text.title, text.text)
        return {"state": state_of(text), "address": address_of(media_of(text.audio)), "text_hash": digest}


def address_of(media: Any) -> str | None:
    """Return the URL of the smallest file of a medium; None without a medium."""
    return settings.PUBLIC_ORIGIN + media["files"][0]["url"] if media else None


class StepFilesSerializer(serializers.Serializer):
    picture = serializers.URLField(allow_null=True)
    media = serializers.URLField(allow_null=True)
    captions = serializers.URLField(allow_null=True)


class TaskSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    count = serializers.IntegerField(min_value=1, max_value=50, required=False, default=1)


class AuthoredStepSerializer(Locked):
    texts = AuthoredWordsSerializer(many=True)
    citations = CitationSerializer(many=True)
    task = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields = ["id", "lesson", "key", "kind", "lock", "texts", "citations", "task", "files"]
        read_only_fields = fields

    @extend_schema_field(TaskSerializer(allow_null=True))
    def get_task(self, step: Step) -> dict[str, Any] | None:
        return step.settings if step.kind == StepKind.TASK and step.settings else None

    @extend_schema_field(StepFilesSerializer)
    def get_files(self, step: Step) -> dict[str, str | None]:
        return {name: address_of(media_of(getattr(step, name))) for name in ("picture", "media", "captions")}


class StepRowSerializer(serializers.ModelSerializer):
    class Meta:
        model = Step
        fields = ["id", "key", "kind"]
        read_only_fields = fields


class AuthoredLessonSerializer(Locked):
    translations = _translations()
    steps = StepRowSerializer(many=True)

    class Meta:
        model = Lesson
        fields = ["id", "module", "key", "title", "minutes", "translations", "lock", "steps"]
        read_only_fields = fields


class AuthoredModuleSerializer(Locked):
    translations = _translations()
    lessons = AuthoredLessonSerializer(many=True)

    class Meta:
        model = Module
        fields = ["id", "key", "title", "translations", "lock", "lessons"]
        read_only_fields = fields


class CourseRowSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
        fields = ["slug", "title", "topic", "is_builtin", "created_at", "changed_at", "retired_at"]
        read_only_fields = fields


class AuthoredCourseSerializer(Locked):
    """A course's current draft, and the problems that prevent publishing it."""

    translations = _translations()
    prerequisites: Any = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    modules = AuthoredModuleSerializer(many=True)
    problems = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = Course
        fields = [
            "slug", "title", "summary", "topic", "note", "translations", "prerequisites", "is_builtin", "created_at",
            "retired_at", "lock", "version", "problems", "modules",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_problems(self, course: Course) -> list[str]:
        return [str(row["text"]) for row in problems_of(course)]

    def get_version(self, course: Course) -> int | None:
        return course.versions.values_list("number", flat=True).first()


class NewCourseSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    topic = serializers.ChoiceField(choices=Topic.choices, required=False, default=Topic.BUSINESS)


class CourseChangeSerializer(serializers.Serializer):
    """Changes of a course. Omitted fields stay unchanged."""

    lock = _lock_field()
    title = serializers.CharField(max_length=120, required=False)
    summary = serializers.CharField(max_length=600, allow_blank=True, required=False)
    topic = serializers.ChoiceField(choices=Topic.choices, required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    translations = _translations(required=False)
    prerequisites = serializers.ListField(
        child=serializers.SlugField(max_length=80), required=False, max_length=20
    )


class TitleSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)


class NewLessonSerializer(TitleSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=240, required=False, default=5)


class NewStepSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=StepKind.choices)


class ModuleChangeSerializer(serializers.Serializer):
    lock = _lock_field()
    title = serializers.CharField(max_length=120, required=False)
    translations = _translations(required=False)


class LessonChangeSerializer(ModuleChangeSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=240, required=False)


class StepChangeSerializer(serializers.Serializer):
    """Changes of a step. Omitted languages stay unchanged.

    Given citations and task replace the stored values.
    """

    lock = _lock_field()
    texts = WordsSerializer(many=True, required=False, default=list)
    citations = CitationSerializer(many=True, required=False)
    task = TaskSerializer(required=False, allow_null=True)


class MoveSerializer(serializers.Serializer):
    by = serializers.ChoiceField(choices=[-1, 1], help_text="One place up or down")


class OrderSerializer(serializers.Serializer):
    order = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        min_length=1,
        max_length=5_000,
        help_text="IDs in their new order; missing ones follow in their present order",
    )


class TakeOffSerializer(serializers.Serializer):
    place = serializers.RegexField(
        rf"^(picture|media|captions|voice:({'|'.join(Language.values)}))$",
        help_text="picture, media, captions, or the voice of a language, such as voice:vi",
    )


class AuthorSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="full_name")

    class Meta:
        model = User
        fields = ["ref", "name"]
        read_only_fields = fields


class NewAuthorSerializer(serializers.Serializer):
    login = serializers.CharField(max_length=20, help_text="Card number or phone of another trainer")


class RemoveAuthorSerializer(serializers.Serializer):
    ref = serializers.UUIDField()


class PublishSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=300, allow_blank=True, required=False, default="")


class RemovedSerializer(serializers.ModelSerializer):
    class Meta:
        model = Removed
        fields = ["id", "what", "title", "removed_at"]
        read_only_fields = fields


def check_order(wanted: list[int], there: Container[int]) -> None:
    if any(key not in there for key in wanted):
        raise ValidationError({"order": [_("Không tìm thấy.")]})
