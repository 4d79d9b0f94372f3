"""What a bundle doesn't prove: values that no entry has, and rows without an entry in its proof.

Everything else is compared (agreement.py, lot_agreement.py). The index, `./run verify` and the page for comparing
a bundle list these values, so that nobody takes them for proved because the rest is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.ledger.verifying.proof_reading import Proved
from traceability.epcis.reading import uuid_of
from traceability.inspection.numbers import numbering


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Fields of a file that no entry of the proof covers.

    fields: their dotted names from the file's rows on.
    words: a description for people.
    """

    file: str
    fields: frozenset[str]
    words: StrOrPromise


NOT_COMPARED = (
    NotCompared("danh-muc.json", frozenset({"madeAt", "origin"}), _("nơi lập hồ sơ và lúc lập")),
    NotCompared(
        "lo.json",
        frozenset({"product", "gtin", "producer", "producerIdentity", "commune", "place"}),
        _("tên sản phẩm, GTIN, tên và mã số nơi làm ra, xã, nơi của lô"),
    ),
    NotCompared(
        "lo.json",
        frozenset({"quantity", "harvested", "expiry"}),
        _(
            "số lượng và ngày, ở lô có lần thu hoạch đã báo sai, do phần mềm khác gửi, hoặc chưa vào bằng chứng"
        ),
    ),
    NotCompared("su-kien.jsonld", frozenset({"@context"}), _("bảng từ của tài liệu (@context)")),
    NotCompared(
        "ma-bam.json", frozenset({"lots", "place"}), _("sự kiện nào của lô nào và ở xã nào, đọc từ sổ")
    ),
    NotCompared("tem.json", frozenset({"state"}), _("tờ tem đã làm xong hay còn chờ")),
    NotCompared("giay-to.json", frozenset({"producer"}), _("giấy tờ là của nơi sản xuất số mấy trong sổ")),
    NotCompared(
        "pha-he.json",
        frozenset(
            {"lots.id", "lots.code", "lots.product", "lots.producer", "edges.from", "edges.to", "edges.event"}
        ),
        _("các lô ở xa hơn các lô trong lo.json, và tên sản phẩm, nơi làm ra của mọi lô"),
    ),
    NotCompared(
        "noi-nhan.json",
        frozenset({"words", "salts"}),
        _("tên nơi nhận do người bán ghi có đúng người hay không"),
    ),
    NotCompared(
        "noi-nhan.json",
        frozenset({"parties"}),
        _("tên nơi nhận và giấy tờ, đọc từ các sự kiện trong su-kien.jsonld"),
    ),
    NotCompared(
        "don-hang.json",
        frozenset(
            {"lot", "order", "name", "phone", "quantity", "unit", "state", "packed", "shipped", "delivered"}
        ),
        _("đơn hàng và người nhận theo sổ bán hàng"),
    ),
    NotCompared("nhan-dien-tu.json", frozenset({"name"}), _("tên sản phẩm")),
    NotCompared(
        "bang-chung.json",
        frozenset({"about", "made_at", "log.url", "log.keys"}),
        _(
            "lời giới thiệu, lúc lập và địa chỉ của bằng chứng; khoá ghi trong đó, khi người đọc có khoá của mình"
        ),
    ),
    # The log's own signature under the note is compared; other signatures count only if the reader has their
    # keys.
    NotCompared(
        "bang-chung.json",
        frozenset({"checkpoint"}),
        _("chữ ký thêm dưới điểm mốc, của ai mà người đọc không có khoá"),
    ),
)
# The moments at which rows were made. Moments within an event, a recall or an e-label are compared exactly.
MOMENTS = {
    "lo.json": ("opened",),
    "su-kien.jsonld": ("epcisBody.eventList.recordTime",),
    "ban-cong-bo.json": ("publishedAt",),
    "san-pham.json": ("since",),
    "tem.json": ("requestedAt", "prints.at", "voids.at"),
    "giay-to.json": ("decidedAt",),
    "ho-chieu.json": ("publishedAt",),
    "lien-ket.json": ("addedAt", "endedAt"),
}


def rows_without_proof(files: Mapping[str, Any], entries: Iterable[Proved]) -> dict[str, list[int]]:
    """Return {file name: positions (from 0) of the rows that no entry of the proof covers}.

    Such rows were written after its checkpoint, are older than the log, or were inserted by somebody. The
    entry of an edge or a recipient is that of its event. Raises the errors of agreeing.disagreement.
    """
    covered = set(_covered_keys(entries))
    found: dict[str, list[int]] = {}
    for name, rows in _rows(files):
        if without := [at for at, needed in enumerate(rows) if not needed <= covered]:
            found[name] = without
    return found


def _covered_keys(entries: Iterable[Proved]) -> Iterator[tuple[Any, ...]]:
    """Yield a key for each row that the log's entries cover, in the form of `_rows`."""
    for proved in entries:
        entry = json.loads(proved.leaf)
        kind, subject, payload = entry.get("kind"), entry.get("subject"), entry.get("payload")
        if not isinstance(payload, dict):
            continue
        match kind:
            case "event" | "event.error":
                yield "event", uuid_of(payload["eventID"]), kind == "event.error"
            case "lot.opened" | "elabel.on" | "elabel.off":
                yield kind, subject, payload.get("at")
            case "origin.published" | "product.facts" | "passport.published":
                yield kind, subject, payload["version"]
            case "lot.recalled" | "lot.recall_reached":
                yield "recall", payload["recall"]
                if kind == "lot.recall_reached" or not payload.get("labels"):
                    yield "reached", payload["recall"], int(subject.removeprefix("lot:"))
            case "labels.run":
                yield kind, payload["run"]
            case "labels.printed" | "labels.voided":
                yield kind, payload["run"], payload["first"], payload["last"]
            case "certificate.verified" | "certificate.revoked":
                yield "certificate", subject
            case "link.added" | "link.changed":
                yield "link", payload["link"]


def _rows(files: Mapping[str, Any]) -> Iterator[tuple[str, list[set[tuple[Any, ...]]]]]:
    """Yield each file with the keys of the entries that its rows need, one set per row."""
    lots, id_of = {row["id"] for row in files["lo.json"]}, numbering(files)
    yield "lo.json", [{("lot.opened", f"lot:{row['id']}", None)} for row in files["lo.json"]]
    yield (
        "su-kien.jsonld",
        [
            {("event", id_of(event["eventID"]), "errorDeclaration" in event)}
            for event in files["su-kien.jsonld"]["epcisBody"]["eventList"]
        ],
    )
    for name, kind, subject in (
        ("ban-cong-bo.json", "origin.published", "lot"),
        ("ho-chieu.json", "passport.published", "lot"),
        ("san-pham.json", "product.facts", "product"),
    ):
        number = "version" if subject == "product" else "number"
        yield name, [{(kind, f"{subject}:{row[subject]}", row[number])} for row in files.get(name, ())]
    yield (
        "tem.json",
        [
            {
                ("labels.run", row["run"]),
                *(("labels.printed", row["run"], each["first"], each["last"]) for each in row["prints"]),
                *(("labels.voided", row["run"], each["first"], each["last"]) for each in row["voids"]),
            }
            for row in files["tem.json"]
        ],
    )
    yield (
        "thu-hoi.json",
        [
            {("recall", row["recall"])}
            | {("reached", row["recall"], lot) for lot in row["reaches"] if lot in lots and lot != row["lot"]}
            for row in files["thu-hoi.json"]
        ],
    )
    yield "giay-to.json", [{("certificate", f"certificate:{row['id']}")} for row in files["giay-to.json"]]
    yield (
        "pha-he.json",
        [{("event", uuid_of(edge["event"]), False)} for edge in files["pha-he.json"]["edges"]],
    )
    yield "noi-nhan.json", [{("event", uuid_of(row["event"]), False)} for row in files["noi-nhan.json"]]
    yield (
        "nhan-dien-tu.json",
        [
            {("elabel.on", f"product:{row['product']}", row["since"])}
            | ({("elabel.off", f"product:{row['product']}", row["until"])} if row["until"] else set())
            for row in files.get("nhan-dien-tu.json", ())
        ],
    )
    yield "lien-ket.json", [{("link", row["link"])} for row in files.get("lien-ket.json", ())]
