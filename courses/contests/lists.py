"""The list of a round as bytes that everybody can hash, from the entries and from the stored results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import rfc8785

from courses.contests.errors import PaperBroken
from courses.contests.papers import Paper, iso, paper_of, terms_of
from courses.contests.ranking import Ranking, Sheet, rank
from courses.models import ContestRound
from courses.quizzes.kinds import kind_of


def ranking_of(round_: ContestRound) -> Ranking:
    """Compute the ranking of a committed round from its entries, in one pass.

    Raises PaperBroken if the round's columns differ from the terms of its committed paper.
    """
    paper = paper_of(round_)
    # The round's own columns decided who could begin and when, so they must equal the committed terms.
    if paper.terms != terms_of(round_, list(round_.contest.units.values_list("pk", flat=True))):
        raise PaperBroken()
    excluded = set(round_.disqualifications.values_list("user_id", flat=True))
    return rank(sheets_of(round_, paper), terms=paper.terms, asked=paper.asked, excluded=excluded)


def sheets_of(round_: ContestRound, paper: Paper) -> Iterator[Sheet]:
    """Yield one Sheet for each entry that counts.

    Entries count if they were handed in. Entries sealed at the deadline count if they have an answer or a
    prediction.
    """
    scored: dict[tuple[str, str], bool] = {}
    rows = round_.entries.exclude(submitted_at=None).values_list(
        "pk", "user_id", "branch_id", "number", "answers", "prediction", "started_at", "submitted_at",
        "is_sealed",
    )  # fmt: skip
    for (
        entry,
        person,
        branch,
        number,
        answers,
        prediction,
        started_at,
        submitted_at,
        is_sealed,
    ) in rows.iterator(chunk_size=5_000):
        if is_sealed and not answers and prediction is None:
            continue
        assert submitted_at is not None
        right = sum(_is_right(paper, key, answer, scored) for key, answer in answers.items())
        elapsed_ms = (submitted_at - started_at) // timedelta(milliseconds=1)
        yield Sheet(str(entry), person, branch, number, right, prediction, elapsed_ms, submitted_at)


def _is_right(paper: Paper, key: str, answer: dict[str, Any], scored: dict[tuple[str, str], bool]) -> bool:
    """Return whether `answer` is entirely right.

    `scored` caches the result for each distinct answer: thousands of entries contain equal answers.
    """
    known = (key, json.dumps(answer, sort_keys=True))
    if known not in scored:
        question = paper.questions.get(key)
        scored[known] = question is not None and kind_of(question).is_wholly_right(question, answer)
    return scored[known]


def list_from_entries(round_: ContestRound) -> bytes:
    return list_of(round_, ranking_of(round_))


def list_of(round_: ContestRound, ranking: Ranking) -> bytes:
    lines = [
        (line.rank, line.sheet.entry, line.sheet.right, line.distance, line.sheet.elapsed_ms,
         line.sheet.submitted_at, line.prize)
        for line in ranking.lines
    ]  # fmt: skip
    return _written(round_, ranking.participants, ranking.entries, ranking.answer, lines)


def list_from_results(round_: ContestRound) -> bytes:
    """Return the round's stored results as canonical JSON (RFC 8785), without names."""
    lines = round_.results.order_by("position").values_list(
        "rank", "entry_id", "right", "distance", "elapsed_ms", "submitted_at", "prize"
    )
    return _written(
        round_, round_.participants, round_.entries_counted, round_.prediction_answer, list(lines)
    )


def entries_sha256(round_: ContestRound) -> str:
    """Return the SHA-256 over all entries of the round, handed in or not, in the order of their IDs.

    Recorded when the round closes: entries don't change afterwards, and stay under the person's pseudonym.
    """
    rows = round_.entries.order_by("pk").values_list(
        "pk", "user__ref", "branch_id", "number", "answers", "prediction", "started_at", "due_at",
        "submitted_at", "is_sealed",
    )  # fmt: skip
    digest = hashlib.sha256()
    for pk, ref, branch, number, answers, prediction, *moments, is_sealed in rows.iterator(chunk_size=5_000):
        times = [moment and iso(moment) for moment in moments]
        line = [str(pk), str(ref), branch, number, answers, prediction, *times, is_sealed]
        digest.update(rfc8785.dumps(line) + b"\n")
    return digest.hexdigest()


def sha256_of(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


def first_difference(computed: bytes, published: bytes) -> str:
    """Return a sentence for the operator about the first difference; "" if the bytes are equal."""
    if computed == published:
        return ""
    ours, theirs = json.loads(computed), json.loads(published)
    for name in sorted(set(ours) | set(theirs)):
        if name != "lines" and ours.get(name) != theirs.get(name):
            return f"{name}: {ours.get(name)!r} from the entries, {theirs.get(name)!r} published"
    for number, (a, b) in enumerate(zip(ours["lines"], theirs["lines"], strict=False), start=1):
        for name in sorted(set(a) | set(b)):
            if a.get(name) != b.get(name):
                return f"line {number}, {name}: {a.get(name)!r} from the entries, {b.get(name)!r} published"
    return f"{len(ours['lines'])} lines from the entries, {len(theirs['lines'])} published"


def _written(
    round_: ContestRound, participants: int | None, entries: int | None, answer: int | None, lines: list[Any]
) -> bytes:
    names = [prize["name"] for prize in round_.prizes]
    return rfc8785.dumps(
        {
            "contest": round_.contest.slug,
            "round": round_.number,
            "commitment": round_.commitment,
            "participants": participants,
            "entries": entries,
            "predictionAnswer": answer,
            "lines": [
                {
                    "rank": place,
                    "entry": str(entry),
                    "right": right,
                    "distance": distance,
                    "elapsedMs": elapsed_ms,
                    "submittedAt": iso(submitted_at),
                    "prize": None if prize is None else names[prize],
                }
                for place, entry, right, distance, elapsed_ms, submitted_at, prize in lines
            ],
        }
    )
