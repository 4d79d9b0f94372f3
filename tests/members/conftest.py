from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from members.notices import sms


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Clear allauth's counts: they are in the cache, which no transaction rolls back."""
    cache.clear()
    sms.outbox.clear()
    yield
    cache.clear()


class Phone:
    """The messages of the SMS tasks in the queue, oldest first."""

    def texts(self, number: str) -> list[str]:
        sent = []
        for task in DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").order_by(
            "enqueued_at"
        ):
            arguments = task.args_kwargs["kwargs"]
            if arguments["to"] == number:
                sent.append(arguments["text"])
        return sent

    def code(self, number: str) -> str:
        """Return the six digits of the last message to `number`."""
        return "".join(c for c in self.texts(number)[-1].split("10 phút")[0] if c.isdigit())


@pytest.fixture
def phone(db: None) -> Phone:
    return Phone()
