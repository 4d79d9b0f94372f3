"""API for trainers to write courses, by the same actions as their pages.

Pictures, films, voices and papers: uploads.py.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from courses.authoring.actions import writing
from courses.authoring.actions.arranging import restore_part
from courses.authoring.actions.publishing import publish_course
from courses.authoring.api.parts import PartViewSet, put_in_order
from courses.authoring.serializers import (
    AuthoredCourseSerializer,
    AuthoredLessonSerializer,
    AuthoredModuleSerializer,
    AuthoredStepSerializer,
    AuthorSerializer,
    CourseChangeSerializer,
    CourseRowSerializer,
    LessonChangeSerializer,
    ModuleChangeSerializer,
    NewAuthorSerializer,
    NewCourseSerializer,
    NewLessonSerializer,
    NewStepSerializer,
    OrderSerializer,
    PublishSerializer,
    RemoveAuthorSerializer,
    RemovedSerializer,
    StepChangeSerializer,
    TakeOffSerializer,
    TitleSerializer,
)
from courses.models import Course, Lesson, Module, Removed, Step
from members.access import ActorMixin


class AuthoredCourseViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List courses that the caller may write, drafts included, newest first.

    Create, change, adopt, publish, retire and reopen one; add and order its modules; manage its authors.
    """

    queryset = Course.objects.none()
    serializer_class = AuthoredCourseSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Course.objects.edited_by(self.viewer).order_by("-created_at", "-pk")
        if self.action == "list":
            return rows
        steps = Step.objects.select_related("picture", "media", "captions").prefetch_related("texts")
        lessons = Prefetch("modules__lessons__steps", steps)
        return rows.prefetch_related("prerequisites", lessons)

    def get_serializer_class(self) -> Any:
        return CourseRowSerializer if self.action == "list" else self.serializer_class

    def _respond(self, slug: str, code: int = status.HTTP_200_OK) -> Response:
        course = self.get_queryset().get(slug=slug)
        return Response(AuthoredCourseSerializer(course).data, status=code)

    @extend_schema(
        request=NewCourseSerializer, responses={201: AuthoredCourseSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Create a draft that only its author sees."""
        actor = self.actor
        data = validated(NewCourseSerializer, request)

        def make() -> Response:
            course = writing.create_course(actor=actor, **data)
            return self._respond(course.slug, status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=CourseChangeSerializer, responses=AuthoredCourseSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, slug: Any) -> Response:
        actor, course = self.actor, self.get_object()
        data = validated(CourseChangeSerializer, request)

        def make() -> Response:
            fields = {"title": course.title, **data}
            before = fields.pop("prerequisites", None)
            rows = (
                list(course.prerequisites.all())
                if before is None
                else [
                    known(Course.objects.published().exclude(pk=course.pk), "prerequisites", slug=one)
                    for one in before
                ]
            )
            lock = fields.pop("lock")
            writing.change_course(actor=actor, course=course, lock=lock, fields=fields, prerequisites=rows)
            return self._respond(slug)

        return answer_once(request, make)

    @extend_schema(request=TitleSerializer, responses={201: AuthoredModuleSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def modules(self, request: Request, slug: Any) -> Response:
        """Add a module at the end of the course."""
        actor, course = self.actor, self.get_object()
        data = validated(TitleSerializer, request)
        module = writing.add_module(actor=actor, course=course, **data)
        return Response(AuthoredModuleSerializer(module).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OrderSerializer, responses=AuthoredCourseSerializer)
    @action(detail=True, methods=["post"], url_path="order-modules")
    @idempotent_action
    def order_modules(self, request: Request, slug: Any) -> Response:
        actor, course = self.actor, self.get_object()
        data = validated(OrderSerializer, request)
        put_in_order(actor, course.modules.all(), data["order"])
        return self._respond(slug)

    @extend_schema(responses=AuthorSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def authors(self, request: Request, slug: Any) -> Response:
        """List the authors of the course."""
        return Response(AuthorSerializer(self.get_object().authors.order_by("pk"), many=True).data)

    @extend_schema(request=NewAuthorSerializer, responses={201: AuthorSerializer})
    @authors.mapping.post
    @idempotent_action
    def add_author(self, request: Request, slug: Any) -> Response:
        """Add a trainer to the authors of the course."""
        actor, course = self.actor, self.get_object()
        data = validated(NewAuthorSerializer, request)
        user = writing.add_author(actor=actor, course=course, login=data["login"])
        return Response(AuthorSerializer(user).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RemoveAuthorSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="remove-author")
    @idempotent_action
    def remove_author(self, request: Request, slug: Any) -> Response:
        """Remove an author from the course. The last author can't be removed."""
        actor, course = self.actor, self.get_object()
        data = validated(RemoveAuthorSerializer, request)
        user = known(course.authors, "ref", ref=data["ref"])
        writing.remove_author(actor=actor, course=course, user=user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=AuthoredCourseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def adopt(self, request: Request, slug: Any) -> Response:
        """Become an author of a built-in course that has no author yet."""
        course = known(Course.objects.filter(is_builtin=True), "slug", slug=slug)
        writing.adopt_course(actor=self.actor, course=course)
        return self._respond(slug)

    @extend_schema(request=PublishSerializer, responses=AuthoredCourseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def publish(self, request: Request, slug: Any) -> Response:
        """Publish the draft as the next version; 400 with readable `problems` if something is missing."""
        actor, course = self.actor, self.get_object()
        data = validated(PublishSerializer, request)
        publish_course(actor=actor, course=course, **data)
        return self._respond(slug)

    @extend_schema(request=None, responses=AuthoredCourseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def retire(self, request: Request, slug: Any) -> Response:
        """Retire the course: it is no longer offered. Enrolled members still have it."""
        writing.retire_course(actor=self.actor, course=self.get_object())
        return self._respond(slug)

    @extend_schema(request=None, responses=AuthoredCourseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def reopen(self, request: Request, slug: Any) -> Response:
        writing.reopen_course(actor=self.actor, course=self.get_object())
        return self._respond(slug)


class AuthoredModuleViewSet(PartViewSet):
    """Read, change, move and remove a module of a course that the caller may write.

    Add and order its lessons.
    """

    queryset = Module.objects.none()
    serializer_class = AuthoredModuleSerializer
    change_serializer = ModuleChangeSerializer

    def change(self, actor: Any, part: Any, fields: dict[str, Any]) -> Any:
        current = {"title": part.title, "translations": part.translations}
        return writing.change_module(actor=actor, module=part, **(current | fields))

    @extend_schema(
        request=ModuleChangeSerializer, responses=AuthoredModuleSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        return self._changed(request)

    @extend_schema(request=NewLessonSerializer, responses={201: AuthoredLessonSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def lessons(self, request: Request, pk: Any) -> Response:
        """Add a lesson at the end of the module."""
        actor, module = self.actor, self.get_object()
        data = validated(NewLessonSerializer, request)
        lesson = writing.add_lesson(actor=actor, module=module, **data)
        return Response(AuthoredLessonSerializer(lesson).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OrderSerializer, responses=AuthoredModuleSerializer)
    @action(detail=True, methods=["post"], url_path="order-lessons")
    @idempotent_action
    def order_lessons(self, request: Request, pk: Any) -> Response:
        actor, module = self.actor, self.get_object()
        data = validated(OrderSerializer, request)
        put_in_order(actor, module.lessons.all(), data["order"])
        return Response(AuthoredModuleSerializer(self.get_object()).data)


class AuthoredLessonViewSet(PartViewSet):
    """Read, change, move and remove a lesson of a course that the caller may write.

    Add and order its steps.
    """

    queryset = Lesson.objects.none()
    serializer_class = AuthoredLessonSerializer
    change_serializer = LessonChangeSerializer

    def change(self, actor: Any, part: Any, fields: dict[str, Any]) -> Any:
        current = {"title": part.title, "translations": part.translations, "minutes": part.minutes}
        return writing.change_lesson(actor=actor, lesson=part, **(current | fields))

    @extend_schema(
        request=LessonChangeSerializer, responses=AuthoredLessonSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        return self._changed(request)

    @extend_schema(request=NewStepSerializer, responses={201: AuthoredStepSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def steps(self, request: Request, pk: Any) -> Response:
        """Add a step at the end of the lesson."""
        actor, lesson = self.actor, self.get_object()
        data = validated(NewStepSerializer, request)
        step = writing.add_step(actor=actor, lesson=lesson, **data)
        return Response(AuthoredStepSerializer(step).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OrderSerializer, responses=AuthoredLessonSerializer)
    @action(detail=True, methods=["post"], url_path="order-steps")
    @idempotent_action
    def order_steps(self, request: Request, pk: Any) -> Response:
        actor, lesson = self.actor, self.get_object()
        data = validated(OrderSerializer, request)
        put_in_order(actor, lesson.steps.all(), data["order"])
        return Response(AuthoredLessonSerializer(self.get_object()).data)


class AuthoredStepViewSet(PartViewSet):
    """Read, change, move and remove a step of a course that the caller may write.

    A step has texts by language, cited law and a practice task. Remove its files and voices.
    """

    queryset = Step.objects.none()
    serializer_class = AuthoredStepSerializer
    change_serializer = StepChangeSerializer

    def change(self, actor: Any, part: Any, fields: dict[str, Any]) -> Any:
        texts = {
            row["language"]: {k: v for k, v in row.items() if k != "language"} for row in fields["texts"]
        }
        cited = fields.get("citations")
        citations = (
            part.citations if cited is None else [{**row, "date": row["date"].isoformat()} for row in cited]
        )
        settings = dict(fields["task"] or {}) if "task" in fields else None
        return writing.change_step(
            actor=actor, step=part, lock=fields["lock"], texts=texts, citations=citations, settings=settings
        )

    @extend_schema(
        request=StepChangeSerializer, responses=AuthoredStepSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        return self._changed(request)

    @extend_schema(request=TakeOffSerializer, responses=AuthoredStepSerializer)
    @action(detail=True, methods=["post"], url_path="take-off")
    @idempotent_action
    def take_off(self, request: Request, pk: Any) -> Response:
        """Remove a file or a voice from one place of the step."""
        actor, step = self.actor, self.get_object()
        data = validated(TakeOffSerializer, request)
        writing.take_media_off(actor=actor, step=step, place=data["place"])
        return Response(AuthoredStepSerializer(self.get_object()).data)


class RemovedViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """List modules, lessons and steps removed from the caller's courses, the latest first; restore one."""

    queryset = Removed.objects.none()
    serializer_class = RemovedSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Removed.objects.filter(course__in=Course.objects.edited_by(self.viewer))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def restore(self, request: Request, pk: Any) -> Response:
        """Restore the module, lesson or step to its old place, with its keys."""
        restore_part(actor=self.actor, removed=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


def register(router: BaseRouter) -> None:
    router.register("authored-courses", AuthoredCourseViewSet, basename="authored-courses")
    router.register("authored-modules", AuthoredModuleViewSet, basename="authored-modules")
    router.register("authored-lessons", AuthoredLessonViewSet, basename="authored-lessons")
    router.register("authored-steps", AuthoredStepViewSet, basename="authored-steps")
    router.register("removed-parts", RemovedViewSet, basename="removed-parts")
