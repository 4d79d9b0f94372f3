"""The paper of a round: its terms, and its questions with their key.

A hash commits to it before anybody sees it.

A paper's document is canonical JSON (RFC 8785):

    {"contest": slug, "round": number, "terms": {…}, "questions": [question shape, …], "nonce": 64 hexadecimal
    digits}

Its SHA-256 is the commitment, shown before the round opens. After the round closed, everybody can download
the document: hashing the file gives the commitment again. Without the nonce (256 random bits) people could
try likely keys until the hash matches.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import rfc8785

from courses.contests.errors import PaperBroken
from courses.models import ContestRound, RoundPaper
from courses.quizzes.words import choice_words, in_words

_CACHED_PAPERS = 32
_papers: OrderedDict[str, Paper] = OrderedDict()


@dataclass(frozen=True)
class Paper:
    commitment: str
    terms: dict[str, Any]
    questions: dict[str, dict[str, Any]]  # by key, as published
    nonce: str

    @cached_property
    def asked(self) -> int:
        """Return the number of questions in one entry."""
        wanted = self.terms["questions"]
        return min(wanted, len(self.questions)) if wanted else len(self.questions)

    def drawn(self, entry_id: str) -> list[str]:
        """Return the keys of this entry's questions in its own order, seeded by the entry's random key."""
        return _drawn_order(entry_id, self.questions)[: self.asked]

    def asks(self, entry_id: str) -> Collection[str]:
        """Return the keys of this entry's questions, in no particular order.

        Cheaper than `drawn`: nothing is drawn if every entry gets all questions.
        """
        return self.questions if self.asked == len(self.questions) else self.drawn(entry_id)

    def public_question(self, entry_id: str, key: str) -> dict[str, Any]:
        """Return a question for the page of entry `entry_id`, without anything that reveals the answer.

        Texts are plain text, because an imported question can be HTML. Choices are in the order of this
        entry.
        """
        question = self.questions[key]
        choices = {choice["key"]: choice for choice in question.get("choices", [])}
        return {
            "key": key,
            "kind": question["kind"],
            "text": in_words(question["text"], question["format"]),
            "choices": [
                {"key": each, "text": choice_words(question, choices[each])}
                for each in _drawn_order(f"{entry_id}:{key}", choices)
            ],
        }


def _drawn_order(seed: str, keys: Iterable[str]) -> list[str]:
    """Return `keys` in the pseudo-random order of this seed.

    Only the server computes it, so a native hash suffices.
    """
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def terms_of(round_: ContestRound, units: list[int]) -> dict[str, Any]:
    """Return the terms that the paper commits to.

    `units`: primary keys of the branches that take part, empty for all.
    """
    return {
        "opensAt": iso(round_.opens_at),
        "closesAt": iso(round_.closes_at),
        "who": round_.contest.who,
        "units": sorted(units),
        "questions": round_.questions_count,
        "timeLimitSeconds": round_.time_limit_seconds,
        "entriesAllowed": round_.entries_allowed,
        "entriesPer": round_.entries_per,
        "counts": round_.counts,
        "ranking": list(round_.ranking),
        "prediction": round_.prediction,
        "prizes": list(round_.prizes),
    }


def write_document(round_: ContestRound, *, units: list[int], nonce: bytes) -> str:
    """Return the round's paper as canonical JSON; its SHA-256 is published before the round begins.

    It holds the contest, the round's number, terms and questions, and the nonce. `units` are the keys of
    the branches that take part.
    """
    document = {
        "contest": round_.contest.slug,
        "round": round_.number,
        "terms": terms_of(round_, units),
        "questions": round_.questions,
        "nonce": nonce.hex(),
    }
    return rfc8785.dumps(document).decode()


def sha256(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def paper_of(round_: ContestRound) -> Paper:
    """Return the paper of a committed round; one query the first time in a process. Raises PaperBroken.

    Cached by its commitment: the database never changes a paper, and two papers never share a commitment.
    """
    paper = _papers.get(round_.commitment)
    if paper is None:
        document = RoundPaper.objects.values_list("document", flat=True).get(commitment=round_.commitment)
        paper = _papers[round_.commitment] = read_document(document, commitment=round_.commitment)
        while len(_papers) > _CACHED_PAPERS:
            _papers.popitem(last=False)
    return paper


def read_document(document: str, *, commitment: str) -> Paper:
    if sha256(document) != commitment:
        raise PaperBroken()
    read = json.loads(document)
    questions = {question["key"]: question for question in read["questions"]}
    return Paper(commitment, read["terms"], questions, read["nonce"])
