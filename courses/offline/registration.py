from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.theme import offline, shell
from courses.models import CourseVersion, DeviceKey, DeviceRecord
from courses.offline.actions.syncing import carry_out_unblocked
from courses.offline.packs import manifest_bytes, manifest_hash, pack_bytes
from courses.offline.words import keep_words
from courses.quizzes.kinds import kind_scripts
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting

SHELL_FILES = [
    "learning/progress.js", "media/recorder.js",
    "quizzes/draw.js", "quizzes/score.js", "quizzes/given.js", "quizzes/signal.js", "quizzes/countdown.js",
    "offline/quiz.js", "offline/ask.js", "offline/packs.js", "offline/keep.js", "offline/people.js", "offline/kept_form.js",
    "offline/pin.js",
]  # fmt: skip
WORDS = {"kind": _("Việc"), "happened_at": _("Lúc"), "device": _("Máy"), "state": _("Máy chủ")}


def register() -> None:
    """Register offline learning with the other apps. Called once, from AppConfig.ready()."""
    for name in SHELL_FILES:
        shell.register_shell_file(f"courses/{name}")
    for path in kind_scripts():
        shell.register_shell_file(path)
    offline.register_shared_page("courses:on_phone", replaces=("courses:list",))
    offline.register_pack_files("courses:list", "tep/")
    for folder in ("lam-bai/", "bai-lam/"):
        offline.register_continued("courses:list", folder)
    slots.register(
        "course.page", "offline", template="courses/offline/keep.html", context=keep_panel, order=20
    )
    every(minutes=5, name="device_records.apply_unblocked")(carry_out_unblocked)
    exporting.register("device_records", _("Việc học ghi trên máy"), records_of, order=73, words=WORDS)
    erasing.register("courses.offline", erase_devices)


def keep_panel(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the context of the panel that stores the course on the phone.

    None for visitors, while acting on behalf of a member, and for a retired course.
    """
    actor = request.actor
    if not actor or actor.is_helping or kw["course"].retired_at is not None:
        return None
    row = CourseVersion.objects.defer("content", "keys").get(pk=kw["version"].id)
    body = manifest_bytes(row)
    return {
        "course": kw["course"],
        "version": kw["version"],
        "size": pack_bytes(body),
        "pack": manifest_hash(body),
        "words": keep_words(),
    }


def records_of(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.get_kind_display(),
            "happened_at": row.happened_at,
            "device": row.device,
            "state": row.get_state_display(),
        }
        for row in DeviceRecord.objects.filter(user=user).order_by("happened_at")
    ]


def erase_devices(user: User) -> None:
    """Delete the records of the user's phones, and the keys of the data still on them."""
    DeviceRecord.objects.filter(user=user).delete()
    DeviceKey.objects.filter(user=user).delete()
