"""Check an inspector's bundle, and describe what it proves."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import hmac
import io
import json
import struct
import urllib.parse
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from backend.ledger.verifying.canonical_json import canonical
from backend.ledger.verifying.event_hashes import _milliseconds, event_hash
from backend.ledger.verifying.formats import MAX_FILE_BYTES, Refused
from backend.ledger.verifying.notes import Key
from backend.ledger.verifying.proof_reading import Answer, Proved, _no_constant, describe, verify_proof

# --- An inspector's bundle ------------------------------------------------------------------------------------------------

INDEX, MANIFEST, PROOF = "chi-muc.html", "danh-muc.json", "bang-chung.json"
EVENTS, HASHES = "su-kien.jsonld", "ma-bam.json"
SINCE_2, SINCE_3 = ("ho-chieu.json", "nhan-dien-tu.json", "lien-ket.json"), ("don-hang.json",)
# Each format, and its files in addition to WANTED.
BUNDLES = {"pieu-inspection-1": (), "pieu-inspection-2": SINCE_2, "pieu-inspection-3": SINCE_2 + SINCE_3}
WANTED = (
    "lo.json", EVENTS, HASHES, "ban-cong-bo.json", "san-pham.json", "tem.json", "thu-hoi.json", "giay-to.json", "pha-he.json",
    "noi-nhan.json",
)  # fmt: skip
# What files of another shape than ours lead to.
_ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, decimal.DecimalException)

# The identity of a row or an entry: ("event", UUID, is it an error declaration), ("run", 7), …
Name = tuple[Any, ...]


class Bundle(NamedTuple):
    """Result of checking a bundle.

    lots, events: their numbers in the files
    answer: the checked proof, None without one
    unproved: {file: number of its rows without an entry in the proof}
    proved: number of lots whose quantity, days and state the proof covers
    """

    lots: int
    events: int
    answer: Answer | None
    unproved: dict[str, int]
    proved: int = 0


def verify_bundle(content: bytes, keys: Sequence[Key] = (), witnesses: Sequence[Key] = ()) -> Bundle:
    """Check a bundle (ZIP): its files against the manifest, and its events against their hashes.

    If the bundle has a proof, check that with `keys` and `witnesses`, and compare the files with it. If keys
    or witnesses are given, refuse a bundle without a proof. Raises Refused with the reason and the name of
    the file or entry.
    """
    data = _unpacked(content)
    try:
        files = {name: json.loads(body, parse_constant=_no_constant) for name, body in data.items()}
        document = files[EVENTS]
        events = document["epcisBody"]["eventList"]
        if len(events) != len(files[HASHES]):
            raise Refused(
                f"Tệp {HASHES} không kể đủ sự kiện.", "events without a hash, or hashes without an event"
            )
        for event, listed in zip(events, files[HASHES]):  # noqa: B905  (older Python)
            if (event["eventID"], event_hash(event, document["@context"])) != (
                listed["eventID"],
                listed["hash"],
            ):
                raise Refused(
                    f"Sự kiện {event['eventID']} không khớp mã băm của nó.",
                    "an event does not match its hash",
                )
        answer, unproved, proved = None, {}, 0
        if PROOF in data:
            answer = verify_proof(data[PROOF], keys, witnesses)
            wrong = disagreement(files, answer.entries)
            if wrong:
                raise Refused(
                    f"Bộ hồ sơ nói khác nhật ký, hoặc bỏ bớt: {wrong}.",
                    f"the files say otherwise than the log, or leave out: {wrong}",
                )
            unproved = _unproved(files, answer.entries)
            proved = len(check_lots(files, answer.entries).proved)
        elif keys or witnesses:
            raise Refused("Bộ hồ sơ không có bằng chứng.", "the bundle has no proof in it")
        return Bundle(len(files["lo.json"]), len(events), answer, unproved, proved)
    except _ODD:
        raise Refused(
            "Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng.", "no bundle of Piêu's, or damaged"
        ) from None


# What a damaged ZIP leads to in zipfile; RuntimeError where it is encrypted.
NO_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)


def check_packing(infos: Iterable[zipfile.ZipInfo]) -> None:
    """Accept only stored and deflated files in a ZIP: LZMA can need gigabytes to unpack a few bytes.

    Raises zipfile.BadZipFile.
    """
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise zipfile.BadZipFile


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return {name: bytes} of the files that the bundle's manifest lists, after checking their hashes.

    Neither the manifest itself nor the index page is among them. Raises Refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            check_packing(infos)
            if sum(info.file_size for info in infos) > 8 * MAX_FILE_BYTES:
                raise Refused("Tệp lớn quá.", "the file is too large")
            body = {info.filename: archive.read(info) for info in infos}
        manifest = json.loads(body[MANIFEST])
        listed = manifest["files"]
        if len(body) != len(infos) or manifest["format"] not in BUNDLES:
            raise ValueError
        lacking = {*WANTED, *BUNDLES[manifest["format"]]} - listed.keys()
        for name in sorted(lacking | (body.keys() ^ (listed.keys() | {INDEX, MANIFEST}))):
            raise Refused(
                f"Tệp {name} không có trong danh mục, hoặc danh mục kể mà không có tệp.",
                f"{name} is not in the list of files, or is in the list alone",
            )
        for name, row in listed.items():
            actual = (hashlib.sha256(body[name]).hexdigest(), len(body[name]))
            if actual != (row["sha256"], row["bytes"]):
                raise Refused(f"Tệp {name} đã bị sửa.", f"{name} was changed")
    except (*NO_ZIP, *_ODD):
        raise Refused("Tệp không phải bộ hồ sơ của Piêu.", "this is no bundle of Piêu's") from None
    return {name: body[name] for name in listed}


def disagreement(files: Mapping[str, Any], entries: Sequence[Proved]) -> str:
    """Return the subject of the first entry that the files omit or contradict; "" if there is none.

    Malformed files raise an error of _ODD.
    """
    there = {name: row for _file, names, _needed, row in _rows(files) for name in names}
    ids = _ids(files)
    hashes = {_event_name(row["eventID"], row["isError"], ids): row for row in files[HASHES]}
    # If the texts of an event were erased, there is an entry: the event still has its goods, but no salt.
    erased = {
        _event_name(entry["payload"]["eventID"], False)[1]
        for entry in map(_entry, entries) if entry.get("kind") == "event.words_erased"
    }  # fmt: skip
    papers: dict[str, str] = {}
    for proved in entries:
        entry = _entry(proved)
        kind, subject, payload = entry.get("kind"), str(entry.get("subject")), entry.get("payload")
        if not isinstance(payload, dict):
            continue
        for name in _named(kind, subject, payload):
            if name[0] in _OF_FORMAT_2 and _OF_FORMAT_2[name[0]] not in files:
                continue
            if name not in there or not _agrees(
                there[name], name, kind, payload, hashes, proved.opened, erased
            ):
                return subject
        if kind in ("certificate.verified", "certificate.revoked"):
            papers[subject] = str(kind)  # the last one counts
    for subject, kind in papers.items():
        state = there["paper", subject]["state"]
        # A certificate revoked after the checkpoint is listed as revoked, which does no harm.
        if f"certificate.{state}" != kind and state != "revoked":
            return subject
    return check_lots(files, entries).wrong


class LotCheck(NamedTuple):
    """The rows of lo.json compared with their entries.

    wrong: the subject of the first lot whose row contradicts its entries, or ""
    proved: ids of the lots whose quantity, days and state the entries prove
    """

    wrong: str
    proved: frozenset[int]


# What a lot's amounts are counted in where units change into each other: our code, the code in events, how many kg, litres or metres.
_MEASURES = {
    "kg": ("KGM", "1"), "g": ("GRM", "0.001"), "ta": ("DTN", "100"), "tan": ("TNE", "1000"), "l": ("LTR", "1"), "ml": ("MLT", "0.001"),
    "m": ("MTR", "1"),
}  # fmt: skip
_FACTORS = {code: decimal.Decimal(factor) for code, factor in _MEASURES.values()}


class _LotHistory:
    """The state of a lot after applying its entries in order.

    `is_loose` is True if the entries don't prove its quantity and days.
    """

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.now = {**payload, "state": "open"}
        self.total = decimal.Decimal(0)
        # If the expiry is computed from the shelf life: (harvest day, product). None once a person sets it.
        self.keeps: tuple[str, Any] | None = None
        self.is_loose = False

    def change(self, kind: str, payload: Mapping[str, Any]) -> None:
        if kind == "lot.changed":
            self.now.update((name, after) for name, (_before, after) in payload["changes"].items())
            if "expiry_date" in payload["changes"]:
                self.keeps = None
        elif kind == "lot.renamed":
            self.now["code"] = payload["code"]
        elif kind in ("lot.closed", "lot.reopened"):
            self.now["state"] = "closed" if kind == "lot.closed" else "open"

    def harvest(self, element: Mapping[str, Any], day: str) -> None:
        """Apply a harvest on `day`.

        The lot's quantity is at least the sum of its harvests, its day that of the first.
        """
        unit, uom = self.now["unit"], element.get("uom")
        if "quantity" not in element or (unit in _MEASURES and uom not in _FACTORS):
            self.is_loose = True
            return
        amount = decimal.Decimal(element["quantity"])
        if unit in _MEASURES and uom != _MEASURES[unit][0]:
            amount = round(amount * _FACTORS[str(uom)] / decimal.Decimal(_MEASURES[unit][1]), 3)
        self.total += amount
        if self.total > decimal.Decimal(self.now["quantity"]):
            self.now["quantity"] = str(self.total)
        if not self.now.get("harvested_date"):
            self.now["harvested_date"] = day
            if not self.now.get("expiry_date"):
                self.keeps = (day, self.now.get("product"))

    def agrees(self, row: Mapping[str, Any], lives: Mapping[Any, set[int]]) -> bool:
        """Return True if `row` of lo.json has the values of this history.

        lives: {product: shelf lives in days, one for each version of its page}
        """
        now = self.now
        pairs = [("code", "code"), ("unit", "unit"), ("produced", "produced_date"), ("state", "state")]
        if self.keeps is not None:
            day, product = self.keeps
            first = datetime.date.fromisoformat(day)
            expiries = {str(first + datetime.timedelta(days=life)) for life in lives.get(product, ())}
            # The shelf life at the time of the harvest is unknown.
            if row["expiry"] not in expiries and (row["expiry"] or expiries):
                self.is_loose = True
        else:
            pairs.append(("expiry", "expiry_date"))
        if not self.is_loose:
            pairs.append(("harvested", "harvested_date"))
            if decimal.Decimal(row["quantity"]) != decimal.Decimal(now["quantity"]):
                return False
        elif pairs[-1][0] == "expiry":
            pairs.pop()
        return all((row[ours] or "") == (now.get(theirs) or "") for ours, theirs in pairs)


def check_lots(files: Mapping[str, Any], entries: Iterable[Proved]) -> LotCheck:
    """Compare the lots in lo.json with `entries`: opened, changed, closed, and enlarged by harvests.

    The quantity and days of a lot stay unproved (is_loose) if one of its harvests was declared wrong, was
    sent by a program, has a code of two lots, or is not in the proof. Malformed files raise an error of _ODD.
    """
    applied = [_entry(proved) for proved in sorted(entries, key=lambda proved: proved.number)]
    applied = [entry for entry in applied if isinstance(entry.get("payload"), dict)]
    rows = {f"lot:{row['id']}": row for row in files["lo.json"]}
    lots: dict[str, _LotHistory] = {}
    ids = _ids(files)
    listed = files[EVENTS]["epcisBody"]["eventList"]
    events = {_event_name(event["eventID"], "errorDeclaration" in event, ids): event for event in listed}
    known: set[Name] = set()
    harvests: dict[Any, list[_LotHistory]] = {}
    for entry in applied:
        kind, subject, payload = str(entry.get("kind")), str(entry.get("subject")), entry["payload"]
        if kind == "lot.opened" and subject in rows:
            lots.setdefault(subject, _LotHistory(payload))
        elif kind.startswith("lot.") and subject in lots:
            lots[subject].change(kind, payload)
        elif kind in ("event", "event.error"):
            name = _event_name(payload["eventID"], kind == "event.error")
            known.add(name)
            if name[2]:
                for lot in harvests.get(name[1], ()):
                    lot.is_loose = True
            elif "pieu:pin" in payload:
                _loosen(lots, events.get(name))
            elif payload.get("pieu:kind") == "harvesting":
                harvests[name[1]] = _take_harvest(lots, payload, str(entry["recordedAt"]))
    for name, event in events.items():
        if name not in known:
            _loosen(lots, event)
    lives: dict[Any, set[int]] = {}
    for version in files["san-pham.json"]:
        life = json.loads(version["body"] or "{}").get("shelf_life_days")
        lives.setdefault(version["product"], set()).update([life] if life else [])
    wrong = next((subject for subject, lot in lots.items() if not lot.agrees(rows[subject], lives)), "")
    return LotCheck(
        wrong, frozenset(rows[subject]["id"] for subject, lot in lots.items() if not lot.is_loose)
    )


def _take_harvest(
    lots: Mapping[str, _LotHistory], payload: Mapping[str, Any], recorded_at: str
) -> list[_LotHistory]:
    # The local date of the harvest, at most the date of the record in Vietnam: a phone's clock may be fast.
    day = min(_day(payload["eventTime"], payload["eventTimeZoneOffset"]), _day(recorded_at, "+07:00"))
    elements = payload.get("quantityList", ())
    codes = [urllib.parse.unquote(one["epcClass"].partition("/10/")[2].partition("/")[0]) for one in elements]
    found = []
    for element, code in zip(elements, codes):  # noqa: B905  (older Python)
        named = [lot for lot in lots.values() if lot.now["code"] == code]
        for lot in named:
            lot.harvest(element, day)
            lot.is_loose = lot.is_loose or len(named) > 1 or codes.count(code) > 1
        found += named
    return found


def _day(moment: str, zone: str) -> str:
    at = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return str(at.astimezone(datetime.datetime.fromisoformat("2000-01-01T00:00:00" + zone).tzinfo).date())


def _loosen(lots: Mapping[str, _LotHistory], event: Mapping[str, Any] | None) -> None:
    """Mark the lots of `event`, whose content the proof lacks, as loose.

    If the event is a harvest, it may have enlarged the lots.
    """
    if event is None or (
        "bizStep" in event
        and not (str(event["bizStep"]).endswith("commissioning") and event.get("action") == "ADD")
    ):
        return
    text = urllib.parse.unquote(json.dumps(event, ensure_ascii=False))
    for lot in lots.values():
        if "bizStep" not in event or lot.now["code"] in text:
            lot.is_loose = True


_OF_FORMAT_2 = {
    "passport.published": "ho-chieu.json", "elabel.on": "nhan-dien-tu.json", "elabel.off": "nhan-dien-tu.json",
    "link": "lien-ket.json",
}  # fmt: skip


def _entry(proved: Proved) -> Mapping[str, Any]:
    """Return the entry of a leaf; {} if the leaf has only a hash (sealed or too long)."""
    entry = json.loads(proved.leaf)
    return entry if isinstance(entry, dict) else {}


def _ids(files: Mapping[str, Any]) -> Mapping[str, str]:
    """Return {eventID: the event's id in the log}, for the rows that have an id.

    In older bundles the id follows from the eventID. Raises ValueError if two events get the same id.
    """
    ids = {row["eventID"]: row["id"] for row in files[HASHES] if "id" in row}
    if len({_event_name(row["eventID"], row["isError"], ids) for row in files[HASHES]}) < len(files[HASHES]):
        raise ValueError
    return ids


def _event_name(uri: str, is_error: bool, ids: Mapping[str, str] = {}) -> Name:
    uri = ids.get(uri, uri)
    try:
        known = (
            uuid.UUID(uri[9:]) if uri.lower().startswith("urn:uuid:") else uuid.uuid5(uuid.NAMESPACE_URL, uri)
        )
    except ValueError:
        known = uuid.uuid5(uuid.NAMESPACE_URL, uri)
    return "event", known, is_error


def _named(kind: Any, subject: str, payload: Mapping[str, Any]) -> Iterator[Name]:
    """Yield the names of the facts that an entry describes, in the form that `_rows` yields."""
    number = subject.partition(":")[2]
    if kind in ("event", "event.error"):
        yield _event_name(payload["eventID"], kind == "event.error")
    elif kind in ("elabel.on", "elabel.off"):
        yield kind, subject, payload["at"]
    elif kind in ("origin.published", "product.facts", "passport.published"):
        yield kind, subject, payload["version"]
    elif kind in ("labels.run", "labels.cancelled"):
        yield "run", payload["run"]
    elif kind in ("labels.printed", "labels.voided"):
        yield kind, payload["run"], payload["first"], payload["last"]
    elif kind in ("certificate.verified", "certificate.revoked"):
        yield "paper", subject
    elif kind in ("link.added", "link.changed", "link.removed", "link.taken_down"):
        yield "link", payload["link"]
    elif str(kind).startswith("lot."):
        yield "lot", int(number)
        if kind == "lot.opened":
            yield "opened", int(number)
        if kind in ("lot.recalled", "lot.recall_ended", "lot.recall_reached"):
            yield "recall", payload["recall"]
        if kind == "lot.recall_reached" and payload["reached"] or kind == "lot.recalled":
            yield "reached", payload["recall"], int(number)


def _rows(files: Mapping[str, Any]) -> Iterator[tuple[str, set[Name], set[Name], Any]]:
    """Yield (file, names, needed, row) for each row of the bundle.

    `names` identify the facts of the log that the row describes. Each of `needed` must have an entry in the
    log.
    """
    lots, ids = {row["id"] for row in files["lo.json"]}, _ids(files)
    for row in files["lo.json"]:
        yield "lo.json", {("lot", row["id"]), ("opened", row["id"])}, {("opened", row["id"])}, row
    for event in files[EVENTS]["epcisBody"]["eventList"]:
        names = {_event_name(event["eventID"], "errorDeclaration" in event, ids)}
        yield EVENTS, names, names, event
    for file, kind, of, number in (
        ("ban-cong-bo.json", "origin.published", "lot", "number"),
        ("ho-chieu.json", "passport.published", "lot", "number"),
        ("san-pham.json", "product.facts", "product", "version"),
    ):
        for row in files.get(file, ()):
            names = {(kind, f"{of}:{row[of]}", row[number])}
            yield file, names, names, row
    for row in files["tem.json"]:
        names = {("run", row["run"])}
        names |= {("labels.printed", row["run"], each["first"], each["last"]) for each in row["prints"]}
        names |= {("labels.voided", row["run"], each["first"], each["last"]) for each in row["voids"]}
        yield "tem.json", names, names, row
    for row in files["thu-hoi.json"]:
        own: Name = ("recall", row["recall"])
        reached: set[Name] = {("reached", row["recall"], lot) for lot in row["reaches"]}
        needed = {name for name in reached if name[2] in lots and name[2] != row["lot"]}
        yield "thu-hoi.json", {own} | reached, {own} | needed, row
    for row in files["giay-to.json"]:
        names = {("paper", f"certificate:{row['id']}")}
        yield "giay-to.json", names, names, row
    for row in files.get("nhan-dien-tu.json", ()):
        names = {("elabel.on", f"product:{row['product']}", row["since"])}
        names |= {("elabel.off", f"product:{row['product']}", row["until"])} if row["until"] else set()
        yield "nhan-dien-tu.json", names, names, row
    for row in files.get("lien-ket.json", ()):
        names = {("link", row["link"])}
        yield "lien-ket.json", names, names, row
    for file, rows in (
        ("pha-he.json", files["pha-he.json"]["edges"]),
        ("noi-nhan.json", files["noi-nhan.json"]),
    ):
        for row in rows:
            yield file, set(), {_event_name(row["event"], False)}, row


def _unproved(files: Mapping[str, Any], entries: Iterable[Proved]) -> dict[str, int]:
    covered: set[Name] = set()
    for proved in entries:
        entry = _entry(proved)
        if isinstance(entry.get("payload"), dict):
            covered |= {*_named(entry.get("kind"), str(entry.get("subject")), entry["payload"])}
    found: dict[str, int] = {}
    for file, _names, needed, _row in _rows(files):
        if not needed <= covered:
            found[file] = found.get(file, 0) + 1
    return found


def _agrees(
    row: Any,
    name: Name,
    kind: Any,
    payload: Mapping[str, Any],
    hashes: Mapping[Name, Any],
    opened: Sequence[str],
    erased: set[Any],
) -> bool:
    """Return True if the row called `name` agrees with its entry, as far as this script compares."""
    if name[0] == "event":
        return _is_event(row, payload, hashes[name], name[1] in erased)
    if name[0] in ("origin.published", "passport.published"):
        words = None if row["salt"] is None else canonical(row["facts"])
        return (
            _is_pinned(row, payload, words)
            if words is not None
            else row["pin"] == payload["pin"] and not row["facts"]
        )
    if name[0] == "product.facts":
        return _is_pinned(row, payload, row["body"].encode())
    if kind in ("link.added", "link.changed"):
        return _is_pinned(row, payload, canonical({"url": row["url"], "title": row["title"]}))
    if kind in ("link.removed", "link.taken_down"):
        return bool(row["endedAt"] and row["endedHow"] == str(kind).partition(".")[2])
    if kind == "labels.run":
        return all(row[each] == payload[each] for each in ("lot", "code", "count"))
    if kind == "labels.cancelled":
        return bool(row["state"] == "cancelled")
    if name[0] == "recall" and kind == "lot.recalled":
        return bool(row["from"] == payload["startedAt"]) and _are_words(
            [row["reason"], row["advice"], row["contact"]], payload, opened
        )
    if name[0] == "recall" and kind == "lot.recall_ended":
        return bool(row["to"] == payload["endedAt"]) and _are_words([row["endReason"]], payload, opened)
    if name[0] == "paper":
        pairs = (("kind", "kind"), ("number", "number"), ("issued", "issued"), ("until", "validUntil"), ("stars", "stars"),
                 ("issuer", "issuer"), ("product", "product"))  # fmt: skip
        return all(
            (row[ours] or None) == (payload[theirs] or None) for ours, theirs in pairs if theirs in payload
        )
    return True


def _are_words(words: Iterable[str], payload: Mapping[str, Any], opened: Iterable[str]) -> bool:
    """Return True if the proof opens exactly these texts; also True for an entry without pins."""
    return "pieu:pins" not in payload or {word for word in words if word} == {word for word in opened if word}


def _is_pinned(row: Mapping[str, Any], payload: Mapping[str, Any], words: bytes) -> bool:
    computed = hmac.new(bytes.fromhex(row["salt"]), words, hashlib.sha256).hexdigest()
    return bool(computed == row["pin"] == payload["pin"])


def _is_event(
    event: Mapping[str, Any], payload: Mapping[str, Any], hashed: Mapping[str, Any], is_erased: bool
) -> bool:
    """Return True if an event agrees with its entry.

    The log has the whole content of our own events, but only a pin of captured events.
    """
    if "pieu:pin" not in payload:
        return _is_same(payload, event)
    if "salt" not in hashed:  # erased
        left = {"type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "errorDeclaration"}
        if is_erased:
            return (event["type"], _milliseconds(event["eventTime"])) == (
                payload["type"],
                _milliseconds(payload["eventTime"]),
            )
        return event.keys() <= left
    body = {name: value for name, value in event.items() if name != "recordTime"}
    words = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return _is_pinned(hashed, {"pin": payload["pieu:pin"]}, words)


def _is_same(logged: Any, value: Any) -> bool:
    """Return True if two JSON values are equal; quantities are text in the log and numbers in the files."""
    if isinstance(logged, dict) and isinstance(value, dict):
        return logged.keys() == value.keys() and all(_is_same(logged[name], value[name]) for name in logged)
    if isinstance(logged, list) and isinstance(value, list):
        return len(logged) == len(value) and all(map(_is_same, logged, value))
    if isinstance(logged, str) and type(value) in (int, float):
        return decimal.Decimal(logged) == decimal.Decimal(repr(value))
    return type(logged) is type(value) and bool(logged == value)


def describe_lots(proved: int, lots: int) -> str:
    return (
        f"số lượng, ngày, tình trạng có bằng chứng ở {proved}/{lots} lô / "
        f"quantities, days and states are proved of {proved} of {lots} lots"
    )


def describe_bundle(bundle: Bundle) -> str:
    """Return a readable report: what the bundle proves, and what was not or can't be checked."""
    # The first line has the most important numbers: some people read no further.
    lines = [
        f"ĐÚNG / HOLDS: {bundle.lots} lô / lots, {bundle.events} sự kiện / events; {describe_lots(bundle.proved, bundle.lots)}"
    ]
    lines += [describe(bundle.answer)] if bundle.answer else [
        "KHÔNG CÓ BẰNG CHỨNG trong nhật ký công khai: mới so danh mục, SHA-256 và mã băm sự kiện, ai cũng làm lại được.\n"
        "NO PROOF from the public log in it: only list, SHA-256 and event hashes were compared, which anybody can make anew."
    ]  # fmt: skip
    lines += [
        f"  {name}: {count} mục không có trong bằng chứng / rows that the proof has no entry of"
        for name, count in bundle.unproved.items()
    ]
    lines.append(
        "CHƯA SO Ở ĐÂY: trang chi-muc.html, gia phả, nơi nhận, đơn hàng, lúc ghi của từng dòng: "
        "./run verify so tiếp.\n"
        "NOT COMPARED HERE: the page chi-muc.html, genealogy, recipients, orders, the moment of each row: "
        "./run verify goes on.\n"
        "KHÔNG AI CHỨNG MINH ĐƯỢC từ tệp này: điều được ghi có đúng ngoài đời hay không, và có mục nào của lô mà hồ sơ không kể hay không.\n"
        "NOBODY PROVES from this file: that what was recorded is true, and that the log has no further entry about these lots."
    )
    return "\n".join(lines)
