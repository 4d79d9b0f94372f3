"""The inspector's bundle: a ZIP with an index in Vietnamese. The same contents give the same bytes.
So reading a bundle and writing it again elsewhere gives the same file.

    chi-muc.html     what is in it, for people
    danh-muc.json    {"format": "pieu-inspection-3", "madeAt", "origin", "files": {name: {"sha256", "bytes"}}}
    lo.json su-kien.jsonld ma-bam.json ban-cong-bo.json san-pham.json tem.json thu-hoi.json giay-to.json pha-he.json noi-nhan.json
    ho-chieu.json nhan-dien-tu.json lien-ket.json       since format 2
    don-hang.json    since format 3
    bang-chung.json  the log's proof (backend/ledger/proof_files.py), if the log has a checkpoint
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from backend.common.reading import Limits, ReadingRefused, read
from backend.ledger.verifying.bundles import check_lots, describe_lots
from backend.ledger.verifying.formats import Refused
from backend.ledger.verifying.notes import Key
from backend.ledger.verifying.proof_reading import Answer, describe, verify_proof
from traceability.epcis.hashing import event_hash
from traceability.inspection.agreement import disagreement, rows_unlinked
from traceability.inspection.index import index_of
from traceability.inspection.lot_agreement import SECONDS
from traceability.inspection.names import EVENTS, FORMAT, HASHES, INDEX, MANIFEST, NAMES, PROOF
from traceability.inspection.proof_gaps import MOMENTS, NOT_COMPARED, rows_without_proof
from traceability.inspection.unpacking import BundleError, unpack

MAX_BYTES = 512 * 1024 * 1024
_MOMENT = (2026, 1, 1, 0, 0, 0)  # of every file inside; the manifest has the real time of creation


# Exceptions for files with another structure than ours.
_ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The content of a bundle.

    files: the JSON values by name.
    answer: the result of checking the log's proof; None without a proof.
    has_own_index: the page for people is what this installation renders from the files. If not, somebody
        changed it, or another release of Piêu made it; no hash covers it.
    format: the bundle's format, so that an older bundle is written again in its own.
    """

    made_at: str
    origin: str
    files: Mapping[str, Any]
    answer: Answer | None = None
    has_own_index: bool = True
    format: str = FORMAT

    @property
    def proved_count(self) -> int:
        """Return the number of lots with quantity, days and state covered by the proof."""
        return 0 if self.answer is None else len(check_lots(self.files, self.answer.entries).proved)


def write_bundle(bundle: Bundle) -> bytes:
    """Return the ZIP of `bundle`."""
    data = {name: _dumped(bundle.files[name]) for name in NAMES if name in bundle.files}
    manifest = {
        "format": bundle.format,
        "madeAt": bundle.made_at,
        "origin": bundle.origin,
        "files": {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in data.items()
        },
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        index = index_of(bundle.files, made_at=bundle.made_at, origin=bundle.origin).encode()
        for name, body in [(INDEX, index), (MANIFEST, _dumped(manifest)), *data.items()]:
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), body, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def read_bundle(
    content: bytes, keys: Sequence[Key] = (), witnesses: Sequence[Key] = (), *, most: int = MAX_BYTES
) -> Bundle:
    """Check a whole bundle and return its content. Raises BundleError.

    It checks names, sizes, SHA-256, event hashes and the log's proof. It also checks that events, pages,
    labels, recalls and papers match the log. `keys` are the log's keys that the reader trusts; without them
    the file's own is used. `witnesses` must have cosigned. With either, a bundle without a proof is rejected.
    The unpacked size, at most `most` bytes, is checked first, in a child process. Call it before a transaction.
    """
    try:
        manifest, data, page = read(unpack, content, limits=Limits(memory=3 * most + 300_000_000), most=most)
    except ReadingRefused as error:
        raise BundleError(error.message, code=error.code) from error
    for name, body in data.items():
        row = manifest["files"][name]
        actual = (hashlib.sha256(body).hexdigest(), len(body))
        if not isinstance(row, dict) or (row.get("sha256"), row.get("bytes")) != actual:
            raise BundleError(_("Tệp %(name)s đã bị sửa.") % {"name": name}, code="bundle_changed")
    try:
        files = {name: json.loads(body) for name, body in data.items()}
        context, events = files[EVENTS]["@context"], files[EVENTS]["epcisBody"]["eventList"]
        frame = [files[EVENTS][name] for name in ("type", "schemaVersion", "creationDate")]
        if frame != ["EPCISDocument", "2.0", manifest["madeAt"]]:
            raise BundleError(_("Tệp %(name)s đã bị sửa.") % {"name": EVENTS}, code="bundle_changed")
        for event, stored in zip(events, files[HASHES], strict=True):
            if (event["eventID"], event_hash(event, context)) != (stored["eventID"], stored["hash"]):
                raise BundleError(
                    _("Sự kiện %(event)s không khớp mã băm của nó.")
                    % {"event": _printable(event["eventID"])},
                    code="bundle_event",
                )
    except _ODD:
        raise BundleError(
            _("Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng."), code="bundle_broken"
        ) from None
    answer = None
    if PROOF in data:
        try:
            answer = verify_proof(data[PROOF], keys, witnesses)
        except Refused as refused:
            raise BundleError(refused.vietnamese, code="bundle_proof") from None
        _check_against_log(files, answer)
    elif keys or witnesses:
        raise BundleError(_("Bộ hồ sơ không có bằng chứng trong nhật ký công khai."), code="bundle_unproved")
    bundle = Bundle(
        str(manifest.get("madeAt")), str(manifest.get("origin")), files, answer, format=manifest["format"]
    )
    try:
        drawn = index_of(files, made_at=bundle.made_at, origin=bundle.origin).encode()
        return replace(bundle, has_own_index=_without_layout(page) == _without_layout(drawn))
    except _ODD:
        raise BundleError(
            _("Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng."), code="bundle_broken"
        ) from None


def _without_layout(page: bytes) -> bytes:
    """Remove white space next to tags, and reduce other white space to one blank: a browser shows the same.

    Bundles contain the page in the layout of the template at that time.
    """
    return re.sub(rb"\s+", b" ", re.sub(rb"\s*(<[^>]*>)\s*", rb"\1", page))


def _printable(name: Any) -> str:
    """Return at most 200 characters of a name from the files, without unpaired surrogates, for a message.

    JSON allows unpaired surrogates, but nothing can display them.
    """
    return str(name)[:200].encode("utf-8", "replace").decode()


def _check_against_log(files: Mapping[str, Any], answer: Answer) -> None:
    try:
        subject = disagreement(files, answer.entries)
    except _ODD:
        raise BundleError(
            _("Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng."), code="bundle_broken"
        ) from None
    if subject:
        raise BundleError(
            _("Bộ hồ sơ nói khác nhật ký công khai, hoặc bỏ bớt: %(subject)s.")
            % {"subject": _printable(subject)},
            code="bundle_log",
        )


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checked(*, content: bytes, keys: Sequence[Key], witnesses: Sequence[Key]) -> str:
    """Return a readable summary of a bundle after reading and comparing it.

    Raises Refused if it contradicts its proof.
    """
    try:
        bundle = read_bundle(content, keys, witnesses)
    except BundleError as error:
        raise Refused(error.message, f"the bundle was refused ({error.code})") from None
    events = bundle.files[EVENTS]["epcisBody"]["eventList"]
    summary = f"ĐÚNG / HOLDS: {len(bundle.files['lo.json'])} lô / lots, {len(events)} sự kiện / events"
    if bundle.answer is None:
        return f"{summary}. Không có bằng chứng trong nhật ký công khai / no proof from the public log in it"
    # A reader of one line would assume that it means all.
    lots = describe_lots(bundle.proved_count, len(bundle.files["lo.json"]))
    return f"{summary}; {lots}\n{describe(bundle.answer)}\n{_nobody_proves(bundle)}"


def without_proof(bundle: Bundle) -> list[tuple[str, int]]:
    """Return (file name, number of rows that no entry of the proof covers) for each file."""
    entries = bundle.answer.entries if bundle.answer else ()
    return [(name, len(rows)) for name, rows in rows_without_proof(bundle.files, entries).items()]


def without_link(bundle: Bundle) -> list[tuple[str, int]]:
    """Return (file name, number of rows with an identifier that the bundle can't prove) for each file."""
    return list(rows_unlinked(bundle.files, bundle.answer.entries).items()) if bundle.answer else []


def _nobody_proves(bundle: Bundle) -> str:
    fields: dict[str, set[str]] = {}
    for each in NOT_COMPARED:
        fields.setdefault(each.file, set()).update(each.fields)
    lines = [
        "KHÔNG AI CHỨNG MINH / NOBODY PROVES:",
        *(f"  {name}: {', '.join(sorted(names))}" for name, names in fields.items()),
        f"  lệch đến {SECONDS} giây / up to {SECONDS} seconds: "
        + "; ".join(f"{name}: {', '.join(names)}" for name, names in MOMENTS.items()),
    ]
    for name, count in without_proof(bundle):
        lines.append(
            f"  {name}: {count} mục không có trong bằng chứng (ghi sau điểm mốc, trước khi có nhật ký, hoặc thêm vào)"
            " / rows that the proof has no entry of"
        )
    for name, count in without_link(bundle):
        lines.append(
            f"  {name}: {count} mục có lô không chứng minh được: sự kiện chỉ gọi tem không kèm lô, gọi thùng, hoặc đã xoá lời"
            " / rows whose lot is not provable: the event names a label without its lot, or a carton, or its words were erased"
        )
    return "\n".join(lines)
