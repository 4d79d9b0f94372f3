"""After changes of the law are recorded or withdrawn: a word to the WebSub hub."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from backend.common.background import task
from backend.law.library.hub import PAUSES, tell_hub


def announce_changes() -> None:
    """Enqueue the word to the hub within the transaction of a change; an import calls it once for all."""
    if settings.WEBSUB_HUB:
        ping_changes_hub.enqueue()


@task(name="ping_law_changes_hub")
def ping_changes_hub(attempt: int = 0) -> None:
    """Tell the WebSub hub that the feed of changes changed; again after PAUSES if that fails.

    Safe to run twice: a hub fetches the feed.
    """
    if not tell_hub([reverse("law:changes_feed")]) and attempt < len(PAUSES):
        ping_changes_hub.using(run_after=timezone.now() + PAUSES[attempt]).enqueue(attempt=attempt + 1)
