"""After a bulletin is published: notices for its followers, and a word to the WebSub hub."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.background import task
from backend.law.bulletins.enums import VersionState
from backend.law.bulletins.models import BulletinVersion, FollowedTopic
from backend.law.library.hub import PAUSES, tell_hub
from backend.law.situations.stock import stock
from members.models import User
from members.notices.actions.notices import notify

AT_ONCE = 500


@task(name="tell_followers_of_law", priority=40)
def tell_followers(bulletin_id: int) -> int:
    """Notify everybody who follows the bulletin's topic, once for a version. Return how many follow it.

    A version after the first is a correction, and its notice says so. Safe to run twice: the notice has a key.
    Nobody is told of a bulletin that was withdrawn meanwhile. Has priority over tasks that draw pictures.
    """
    version = (
        BulletinVersion.objects.filter(bulletin=bulletin_id, state=VersionState.PUBLISHED)
        .select_related("bulletin")
        .first()
    )
    if version is None:
        return 0
    key, title = f"law.bulletin:{bulletin_id}", gettext_lazy("Có luật mới chị theo dõi")
    body = version.title
    if version.number > 1:
        key, title = f"{key}:{version.number}", gettext_lazy("Đính chính bản tin luật chị theo dõi")
        body = f"{version.title}. {version.note}" if version.note else version.title
    topic = stock().topics[version.bulletin.topic]
    people = FollowedTopic.objects.filter(topic=topic.id, user__is_active=True).order_by("user")
    keys = list(people.values_list("user", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        for person in User.objects.filter(pk__in=keys[start : start + AT_ONCE], is_active=True):
            notify(
                user=person,
                kind="law.bulletin",
                title=title,
                # Others may see the phone: a private topic isn't named on it.
                body="" if topic.is_private else body,
                url=reverse("law:bulletin", args=[version.bulletin.slug]),
                key=key,
            )
    return len(keys)


@task(name="ping_law_hub")
def ping_hub(topic: str, attempt: int = 0) -> None:
    """Tell the WebSub hub that the feeds of all bulletins and of `topic` changed. Does nothing without a hub.

    A hub that doesn't answer with success is told again after PAUSES. Safe to run twice: a hub fetches the feeds.
    """
    feed = reverse("law:bulletins_feed")
    is_taken = tell_hub([feed, f"{feed}?{urlencode({'chu-de': topic})}"])
    if not is_taken and attempt < len(PAUSES):
        ping_hub.using(run_after=timezone.now() + PAUSES[attempt]).enqueue(topic=topic, attempt=attempt + 1)
