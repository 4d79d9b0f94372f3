from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery

if TYPE_CHECKING:
    from courses.models import Course


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> CourseQuerySet:
        """Filter to courses that members can take: published at least once and not retired."""
        return self.filter(retired_at=None, versions__isnull=False).distinct()

    def with_latest(self) -> CourseQuerySet:
        """Annotate `latest_id`, the id of the newest version or None."""
        versions = self.model._meta.apps.get_model("courses", "CourseVersion").objects
        newest = versions.filter(course=OuterRef("pk")).order_by("-number").values("pk")[:1]
        return self.annotate(latest_id=Subquery(newest))

    def edited_by(self, user: Any) -> CourseQuerySet:
        """Filter to the courses that `user` may write: as an author, or all for staff."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(authors=user)

    def visible_to(self, user: Any) -> CourseQuerySet:
        """Filter to published courses that are not retired; authors also see their own courses, staff all."""
        visible = Q(retired_at=None, versions__isnull=False)
        if user.is_authenticated:
            visible = Q() if user.is_staff else visible | Q(authors=user)
        return self.filter(visible).distinct()


class AuthoredQuerySet(models.QuerySet):
    """Queryset of modules, lessons, steps and texts; `visible_to` limits it to courses that a user writes."""

    PATHS = {
        "module": "course",
        "lesson": "module__course",
        "step": "lesson__module__course",
        "steptext": "step__lesson__module__course",
    }

    def visible_to(self, user: Any) -> AuthoredQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        path = self.PATHS[self.model._meta.model_name or ""]
        return self.filter(**{f"{path}__authors": user})
