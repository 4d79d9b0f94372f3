"""Work through a queue on a desk: once an item is decided, the next one opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """Rows that wait for a person's decision, the page that decides on one, and the desk that lists them.

    waiting: returns the rows that wait for a user, sorted by `moment` and primary key.
    moment: the field with the moment since when a row waits.
    item, desk: names of URLs. The item's takes the primary key.
    """

    waiting: Callable[[Any], QuerySet[Any]]
    moment: str
    item: str
    desk: str

    def next_after(self, user: Any, row: Model) -> Model | None:
        """Return the row that waits next after `row`, else the oldest other one; None if no other waits.

        So an item that was skipped doesn't open again before the others. `row` may be decided by now.
        """
        others = self.waiting(user).prefetch_related(None).exclude(pk=row.pk)
        since = getattr(row, self.moment)
        if since is None:
            return others.first()
        later = Q(**{f"{self.moment}__gt": since}) | Q(**{self.moment: since, "pk__gt": row.pk})
        return others.filter(later).first() or others.first()

    def first_url(self, user: Any) -> str:
        """Return the URL of the oldest item, or "" if none waits."""
        row = self.waiting(user).prefetch_related(None).first()
        return self.url_of(row) if row else ""

    def url_of(self, row: Model) -> str:
        return reverse(self.item, args=[row.pk])

    def open_next(
        self,
        request: HttpRequest,
        user: Any,
        row: Model,
        words: StrOrPromise,
        *,
        level: int = messages.SUCCESS,
    ) -> HttpResponse:
        """Redirect to the page of the next waiting row after `row`; to the desk if none waits.

        Also adds a message for that page: `words`, the number of rows that still wait (left out if none does),
        and a link back to `row`.

        Args:
            row: the row that was just handled, by this user or by somebody else.
            words: what happened to `row`, as plain text.
            level: level of the message; messages.WARNING if somebody else handled the row first.
        """
        left = self.waiting(user).exclude(pk=row.pk).count()
        rest = ngettext("Còn %(count)s việc chờ.", "Còn %(count)s việc chờ.", left) % {"count": left}
        back = format_html('<a href="{}">{}</a>', self.url_of(row), _("Xem lại"))
        line = [words, rest, back] if left else [words, back]
        messages.add_message(request, level, format_html_join(" ", "{}", ((part,) for part in line)))
        upcoming = self.next_after(user, row)
        return redirect(self.url_of(upcoming) if upcoming else self.desk)
