"""Import a course from a file."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import rfc8785
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from courses.authoring.content_shape import Content
from courses.authoring.enums import AssetKind, AssetState
from courses.authoring.pinned_rows import pin_course
from courses.classes.rules import may_take_in_packs
from courses.media.media_files import ENDINGS, media_of, store_variant
from courses.models import Asset, Course, CourseOrigin, CourseVersion, TakenPack
from courses.packs.archives import Pack
from courses.packs.errors import PackError
from courses.packs.media import is_what_it_says, media_in, replaced
from courses.packs.reading import copy_of, first_bytes, read_pack
from courses.packs.shape import rebuilt
from courses.packs.writing import media_path
from members.acting import Actor
from members.rules import is_trainer, require

# Assets of packs are named by their content, so that the same pictures are one asset in repeated imports.
_ASSETS = uuid.UUID("6f1c3a52-0f0b-5a1e-9a63-6a2f0f5d8c11")
_MEASURES = {"width": 20_000, "height": 20_000, "seconds": 100_000}


@dataclass(frozen=True, slots=True)
class ReadyPack:
    """Checked pack that can be published, with its media in storage.

    here: the version on this server that equals the pack, or None. With it no media are stored.
    """

    pack: Pack
    variants: dict[str, dict[str, Any]]
    here: CourseVersion | None


def ready_pack(*, actor: Actor | None, file: BinaryIO, trust: str = "") -> ReadyPack:
    """Read, check and store the files of a pack, up to a gigabyte. Writes nothing to the database.

    Pass the result to `publish_pack`. Call it outside of a transaction, which on SQLite would block other
    writers. Hashes, signature and shape of the whole file are checked before anything is stored.
    actor: None is the operator at the server. Only the operator may give a fingerprint as `trust`.
    Raises PackError, NotAllowed.
    """
    if actor is not None:
        require(may_take_in_packs(actor.member))
    pack = read_pack(file, trust=trust, is_operator=actor is None)
    if known := _taken(pack):
        return ReadyPack(pack, {}, known)
    _check_media(pack, file)
    # Run it twice: the first time checks everything, before a single file is put into storage.
    rebuilt(pack.content, pack.keys, media=lambda medium: medium)
    if same := _the_same_here(pack):
        return ReadyPack(pack, {}, same)
    return ReadyPack(pack, {row["path"]: _stored(pack, row, file) for row in _media_rows(pack)}, None)


def publish_pack(*, actor: Actor | None, ready: ReadyPack) -> tuple[CourseVersion, bool]:
    """Publish a pack's course on this server, with its origin. Return (version, whether it is new).

    Raises PackError, NotAllowed.
    """
    if actor is not None:
        require(may_take_in_packs(actor.member))
    if ready.here is not None:
        return ready.here, False
    try:
        return _publish(ready.pack, ready.variants, actor)
    except IntegrityError:
        # Another process imported the same pack at this moment.
        if known := _taken(ready.pack):
            return known, False
        raise


def take_in_pack(*, actor: Actor | None, file: BinaryIO, trust: str = "") -> tuple[CourseVersion, bool]:
    """Import a pack: run `ready_pack`, then `publish_pack`. Call it outside of a transaction."""
    return publish_pack(actor=actor, ready=ready_pack(actor=actor, file=file, trust=trust))


def _taken(pack: Pack) -> CourseVersion | None:
    row = TakenPack.objects.filter(manifest_sha256=pack.manifest_sha256).select_related("version__course")
    found = row.first()
    return found.version if found else None


def _media_rows(pack: Pack) -> list[dict[str, Any]]:
    return [row for row in pack.manifest["files"] if row["path"].startswith("media/")]


def _check_media(pack: Pack, pack_file: BinaryIO) -> None:
    """Refuse the pack unless it has exactly the files that its content names, each of its stated type."""
    rows = {row["path"]: row for row in _media_rows(pack)}
    named: set[str] = set()
    for medium in media_in(pack.content, pack.keys):
        if medium["kind"] not in AssetKind.values or not isinstance(medium["files"], list):
            raise _wrong_media()
        for file in medium["files"]:
            if not isinstance(file, dict) or file.get("content_type") not in ENDINGS:
                raise _wrong_media()
            path = media_path(str(file.get("sha256")), file["content_type"])
            row = rows.get(path)
            if row is None or row["sha256"] != file["sha256"] or row["bytes"] != file.get("bytes"):
                raise _wrong_media()
            if path in named:
                continue
            if not is_what_it_says(file["content_type"], first_bytes(pack, path, pack_file)):
                raise _wrong_media()
            named.add(path)
    if named != rows.keys():
        raise _wrong_media()


def _wrong_media() -> PackError:
    return PackError("pack_media", _("Gói có hình, tiếng hoặc phim không dùng được. Không nhận gói này."))


def _portable(content: Any, keys: Any) -> bytes:
    """Return canonical bytes of a course that are equal on two servers: without its slug and media names."""
    bare = {name: value for name, value in content.items() if name != "slug"}
    return rfc8785.dumps(
        replaced(
            {"content": bare, "keys": keys},
            lambda medium: [[file["sha256"], file["content_type"]] for file in medium["files"]],
        )
    )


def _the_same_here(pack: Pack) -> CourseVersion | None:
    """Return a version on this server whose texts and media equal those of `pack`, or None.

    Only versions of the course with the pack's slug are compared. Example: a built-in course.
    """
    wanted = _portable(pack.content, pack.keys)
    rows = CourseVersion.objects.filter(course__slug=pack.manifest["slug"]).select_related("course")
    return next((row for row in rows if _portable(row.content, row.keys) == wanted), None)


def _stored(pack: Pack, row: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """Store a medium, and return its variant. Raises PackError if it isn't the one that was checked."""
    path = row["path"]
    content_type = next(kind for kind, ending in ENDINGS.items() if path.endswith(f".{ending}"))
    with copy_of(pack, path, file) as medium:
        variant = store_variant(File(medium), content_type=content_type, label="")
    if variant["sha256"] != row["sha256"]:
        raise _wrong_media()
    return variant


@transaction.atomic
def _publish(
    pack: Pack, variants: dict[str, dict[str, Any]], actor: Actor | None
) -> tuple[CourseVersion, bool]:
    content, keys = rebuilt(pack.content, pack.keys, media=lambda medium: _asset_of(medium, variants))
    course = _course_of(pack, content, actor)
    newest = TakenPack.objects.filter(version__course=course).aggregate(last=Max("number_there"))["last"]
    if newest is not None and newest >= pack.manifest["version"]:
        raise PackError("pack_older", _("Ở đây đã có bản mới hơn của khoá học này."))
    content["slug"] = course.slug
    content["note"] = f"{content['note']} {_from(pack)}".strip()[:300]
    lessons = [lesson for module in content["modules"] for lesson in module["lessons"]]
    number = (course.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    digest = hashlib.sha256(rfc8785.dumps({"content": cast(Any, content), "keys": keys})).hexdigest()
    version = CourseVersion.objects.create(
        course=course,
        number=number,
        content=content,
        keys=keys,
        content_sha256=digest,
        minutes=sum(lesson["minutes"] for lesson in lessons),
        bytes=sum(lesson["bytes"] for lesson in lessons),
        note=_from(pack)[:300],
        published_by=actor.by if actor else None,
    )
    taken = TakenPack.objects.create(
        version=version,
        manifest_sha256=pack.manifest_sha256,
        number_there=pack.manifest["version"],
        taken_by=actor.by if actor else None,
    )
    append_entry(
        kind="course.taken_in",
        subject=f"course:{course.slug}",
        payload={
            "version": number,
            "contentSha256": digest,
            "manifestSha256": pack.manifest_sha256,
            "signer": pack.signer,
            "issuer": pack.manifest["issuer"],
            **states(taken, course.origin),
        },
        by=actor.by_ref if actor else None,
        on_behalf_of=actor.on_behalf_ref if actor else None,
    )
    pin_course(course)
    return version, True


def _from(pack: Pack) -> str:
    return _("Bài học nhận từ %(issuer)s.") % {"issuer": pack.manifest["issuer"].partition("://")[2]}


def _asset_of(medium: dict[str, Any], variants: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a medium's reference to the asset on this server with its files; create the asset if needed."""
    forms = []
    for file in medium["files"]:
        variant = variants[media_path(file["sha256"], file["content_type"])]
        measures = {
            name: file[name]
            for name, most in _MEASURES.items()
            if type(file.get(name)) in (int, float) and 0 <= file[name] <= most
        }
        label = file.get("label")
        content_type = file["content_type"]
        forms.append(
            {
                **variant,
                **measures,
                "content_type": content_type,
                "label": label[:20] if isinstance(label, str) else "",
            }
        )
    name = "\n".join([medium["kind"], *(f"{form['sha256']} {form['content_type']}" for form in forms)])
    asset, _made = Asset.objects.get_or_create(
        pk=uuid.uuid5(_ASSETS, name),
        defaults={
            "kind": medium["kind"],
            "state": AssetState.READY,
            "progress": 100,
            "variants": forms,
            "is_public": True,
        },
    )
    return cast(dict[str, Any], media_of(asset))


def _course_of(pack: Pack, content: Content, actor: Actor | None) -> Course:
    """Return this signer's course with the pack's slug, locked and updated from `content`.

    It is created the first time.
    """
    there = {"signer": pack.signer, "slug": pack.manifest["slug"]}
    origin = CourseOrigin.objects.filter(**there).first()
    if origin is None:
        course = Course.objects.create(slug=_free_slug(pack.manifest["slug"]), title=content["title"])
        CourseOrigin.objects.create(course=course, issuer=pack.manifest["issuer"], **there)
        if actor is not None and is_trainer(actor.member):
            course.authors.add(actor.member)
    else:
        course = Course.objects.select_for_update().get(pk=origin.course_id)
    for field in ("title", "summary", "topic", "translations"):
        setattr(course, field, content[field])
    course.note = f"{content['note']} {_from(pack)}".strip()[:300]
    course.save()
    before = Course.objects.published().filter(slug__in=content["prerequisites"])
    course.prerequisites.set(before.exclude(pk=course.pk))
    return course


def _free_slug(slug: str) -> str:
    taken = set(Course.objects.filter(slug__startswith=slug[:74]).values_list("slug", flat=True))
    tries = (slug if number == 1 else f"{slug[:74]}-{number}" for number in range(1, len(taken) + 3))
    return next(each for each in tries if each not in taken)
