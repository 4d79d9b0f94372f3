"""Compare contests with the ledger, both ways, for `./run audit_log`.

Nothing is known of an entry before its round closes: then one hash of all entries is recorded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from backend.ledger.auditing import CHUNK, EntryPayload, Finding, entries_of, readable
from backend.ledger.pins import pin
from courses.contests import lists
from courses.contests.errors import PaperBroken
from courses.contests.models import (
    ContestEntry,
    ContestRound,
    Disqualification,
    PaperWithdrawal,
    RoundPaper,
)
from courses.contests.papers import iso, sha256, terms_of
from courses.contests.pinned_rows import FAMILY
from members.people.audit_comparisons import differing, is_near, is_user

CLOSED, COMMITTED, WITHDRAWN, ENDED, DISQUALIFIED, PUBLISHED = KINDS = (
    "contest.closed", "contest.committed", "contest.withdrawn", "contest.ended_early", "contest.disqualified",
    "contest.published",
)  # fmt: skip

type Recorded = dict[str, list[EntryPayload]]


def compare_contests() -> Iterator[Finding | int]:
    """Yield a Finding for each round whose paper, terms, reasons or results differ from its entries, or is gone.

    The last value yielded is the number of rounds.
    """
    count = 0
    recorded: dict[str, Recorded] = defaultdict(lambda: defaultdict(list))
    for entry, payload in entries_of(*KINDS):
        recorded[entry.subject][entry.kind].append((entry, payload))
    for round_ in ContestRound.objects.select_related("contest").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"{FAMILY}{round_}"
        found = readable(_differences(round_, recorded.pop(subject, defaultdict(list))))
        yield from differing(subject, "vòng thi", "contest round", found)
    for subject in recorded:
        yield Finding(subject, "có mục mà đã mất / it has an entry and is gone")
    yield count


def _differences(round_: ContestRound, recorded: Recorded) -> Iterator[str]:
    committed = {payload["commitment"]: (entry, payload) for entry, payload in recorded[COMMITTED]}
    withdrawn = {payload["commitment"]: (entry, payload) for entry, payload in recorded[WITHDRAWN]}
    yield from _papers(round_, committed, withdrawn)
    if round_.commitment != next((each for each in reversed(committed) if each not in withdrawn), ""):
        yield "commitment"
    ended = recorded[ENDED][-1][1]["endedAt"] if recorded[ENDED] else None
    if ended != (iso(round_.ended_at) if round_.ended_at else None):
        yield "ended_at"
    for name, kind in (("closed_at", CLOSED), ("published_at", PUBLISHED)):
        moment = getattr(round_, name)
        if bool(moment) != bool(recorded[kind]) or (
            moment and not is_near(moment, recorded[kind][0][0].recorded_at)
        ):
            yield name
    if round_.closed_at and recorded[CLOSED]:
        yield from _results(round_, recorded)
    elif round_.results.exists():
        yield "results"
    yield from _disqualifications(round_, recorded[DISQUALIFIED])


def _papers(
    round_: ContestRound, committed: dict[str, EntryPayload], withdrawn: dict[str, EntryPayload]
) -> Iterator[str]:
    papers = {paper.commitment: paper for paper in round_.papers.select_related("committed_by")}
    if set(papers) != set(committed):
        yield "papers"
    withdrawals = {
        row.paper.commitment: row
        for row in PaperWithdrawal.objects.filter(paper__round=round_).select_related("paper", "by")
    }
    if set(withdrawals) != set(withdrawn):
        yield "withdrawals"
    for commitment, paper in papers.items():
        if commitment not in committed:
            continue
        entry, _payload = committed[commitment]
        if not is_near(paper.committed_at, entry.recorded_at):
            yield "committed_at"
        if not is_user(paper.committed_by, entry.by):
            yield "committed_by"
        yield from _document(round_, paper)
    for commitment, row in withdrawals.items():
        if commitment not in withdrawn:
            continue
        entry, _payload = withdrawn[commitment]
        if not is_near(row.withdrawn_at, entry.recorded_at):
            yield "withdrawn_at"
        if not is_user(row.by, entry.by):
            yield "withdrawn by"


def _document(round_: ContestRound, paper: RoundPaper) -> Iterator[str]:
    if sha256(paper.document) != paper.commitment:
        yield "document"
        return
    read = json.loads(paper.document)
    if (read["contest"], read["round"]) != (round_.contest.slug, round_.number):
        yield "document"
    if paper.commitment == round_.commitment:
        terms = terms_of(round_, list(round_.contest.units.values_list("pk", flat=True)))
        yield from (name for name in terms if terms[name] != read["terms"].get(name))


def _results(round_: ContestRound, recorded: Recorded) -> Iterator[str]:
    closed = recorded[CLOSED][0][1]
    for name, key in (
        ("participants", "participants"),
        ("entries_counted", "entries"),
        ("prediction_answer", "predictionAnswer"),
    ):
        if getattr(round_, name) != closed[key]:
            yield name
    # A disqualification written before the hash was added to it leaves the hash to the publication.
    later = [payload.get("listSha256") for _entry, payload in [*recorded[DISQUALIFIED], *recorded[PUBLISHED]]]
    final_hash = later[-1] if later else closed["listSha256"]
    if final_hash not in (None, round_.list_sha256):
        yield "list_sha256"
    if lists.sha256_of(lists.list_from_results(round_)) != round_.list_sha256:
        yield "results"
    try:
        computed = lists.list_from_entries(round_)
    except (PaperBroken, RoundPaper.DoesNotExist):
        return  # _papers has named it
    hashed = lists.entries_sha256(round_)
    if lists.sha256_of(computed) != round_.list_sha256 or closed.get("entriesSha256", hashed) != hashed:
        yield "entries"
    rows = round_.results.select_related("entry").order_by("position")
    for position, row in enumerate(rows, start=1):
        own = (row.position, row.entry.round_id, row.user_id, row.branch_id)
        if own != (position, round_.pk, row.entry.user_id, row.entry.branch_id):
            yield f"results {row.position}"


def _disqualifications(round_: ContestRound, recorded: list[EntryPayload]) -> Iterator[str]:
    entries = ContestEntry.objects.filter(pk__in=[payload["entry"] for _entry, payload in recorded])
    people = {str(pk): user for pk, user in entries.values_list("pk", "user_id")}
    known = {people[each[1]["entry"]]: each for each in recorded if each[1]["entry"] in people}
    rows = {row.user_id: row for row in round_.disqualifications.select_related("user", "by")}
    if set(rows) != set(known) or len(known) != len(recorded):
        yield "disqualifications"
    for user, row in rows.items():
        if user not in known:
            continue
        entry, payload = known[user]
        if not _has_reason(row, payload["reasonPin"]):
            yield "disqualification's reason"
        if not is_near(row.made_at, entry.recorded_at):
            yield "disqualification's made_at"
        if not is_user(row.by, entry.by):
            yield "disqualified by"


def _has_reason(row: Disqualification, reason_pin: str) -> bool:
    """Return True if the reason is the recorded one, or was erased with the person."""
    if row.salt is None:
        return row.user.erased_at is not None and row.reason == ""
    return pin(bytes(row.salt), row.reason) == reason_pin
