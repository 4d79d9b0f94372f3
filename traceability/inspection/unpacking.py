"""Unpack an inspector's bundle, in the child process that reads uploads (backend/common/reading.py)."""

from __future__ import annotations

import json
import zipfile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.verifying.bundles import NO_ZIP, check_packing
from traceability.inspection.names import INDEX, LATER, MANIFEST, NAMES, PROOF


class BundleError(DomainError):
    """The file is no bundle (code bundle_none), or was changed; the message names the place."""


def unpack(file: BinaryIO, *, most: int) -> tuple[dict[str, Any], dict[str, bytes], bytes]:
    """Return the manifest, the listed files by name, and the index page of a bundle of at most `most` bytes.

    Raises BundleError if the archive can't be read, is too large, or holds other files than its manifest lists.
    """
    try:
        archive = zipfile.ZipFile(file)
    except NO_ZIP:
        raise _no_bundle() from None
    if not {INDEX, MANIFEST} & {*archive.namelist()}:
        raise _no_bundle()
    try:
        infos = {info.filename: info for info in archive.infolist()}
        if len(infos) != len(archive.infolist()) or not {INDEX, MANIFEST} <= infos.keys() <= {
            INDEX,
            MANIFEST,
            *NAMES,
        }:
            raise BundleError(_("Tệp nén có tệp lạ, hoặc thiếu danh mục."), code="bundle_names")
        check_packing(infos.values())
        if sum(info.file_size for info in infos.values()) > most:
            raise BundleError(_("Tệp nén lớn quá."), code="bundle_size")
        manifest = json.loads(archive.read(MANIFEST))
        data = {name: archive.read(name) for name in infos if name in NAMES}
        page = archive.read(INDEX)
    except (*NO_ZIP, RecursionError):
        raise BundleError(
            _("Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng."), code="bundle_broken"
        ) from None
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") not in LATER
        or not isinstance(manifest.get("files"), dict)
    ):
        raise BundleError(_("Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng."), code="bundle_broken")
    lacking = {*NAMES} - data.keys() - {PROOF} - LATER[manifest["format"]]
    if manifest["files"].keys() != data.keys() or lacking:
        raise BundleError(_("Tệp trong bộ hồ sơ khác với danh mục."), code="bundle_names")
    return manifest, data, page


def _no_bundle() -> BundleError:
    return BundleError(_("Đây không phải bộ hồ sơ của Piêu. Xin chọn lại tệp."), code="bundle_none")
