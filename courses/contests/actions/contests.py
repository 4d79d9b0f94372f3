"""Write a contest and its rounds, and commit to a round's paper."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import slugify_vi
from backend.law.citing.places import require_citable
from backend.ledger.actions import append_entry
from courses.contests.closing import locked_round
from courses.contests.enums import Counts, EntriesPer, Prediction, RankingKey
from courses.contests.errors import ContestError
from courses.contests.papers import iso, sha256, write_document
from courses.contests.pinned_rows import pin_contest
from courses.contests.rules import may_organise_for, may_run_contest
from courses.keys import new_key
from courses.models import Contest, ContestRound, PaperWithdrawal, RoundPaper
from courses.question_banks.files import read_questions
from courses.quizzes.kinds import kind_of
from courses.quizzes.questions import checked
from members.acting import Actor
from members.models import Branch
from members.rules import require

# Slugs that other pages at /hoc/thi/<slug>/ use.
RESERVED_SLUGS = frozenset({"quan-ly", "bai", "cua-toi"})
MOST_QUESTIONS = 200
MOST_FILE_BYTES = 2 * 1024 * 1024
LAST_MOMENT_TO_WITHDRAW = timedelta(minutes=1)
TERMS = (
    "opens_at", "closes_at", "questions_count", "time_limit_seconds", "entries_allowed", "entries_per",
    "counts", "ranking", "prediction", "prizes",
)  # fmt: skip


@transaction.atomic
def create_contest(
    *, actor: Actor, branch: Branch, title: str, rules: str, who: str, units: Iterable[Branch] = ()
) -> Contest:
    """Create a contest of `branch`. Only its organisers see it until it is announced."""
    require(may_organise_for(actor.member, branch))
    slug = slugify_vi(title, max_length=70) or "thi"
    if slug in RESERVED_SLUGS or Contest.objects.filter(slug=slug).exists():
        slug = f"{slug}-{new_key()}"
    contest = Contest.objects.create(
        slug=slug, title=title, rules=rules, who=who, branch=branch, created_by=actor.by
    )
    contest.units.set(units)
    pin_contest(contest)
    return contest


@transaction.atomic
def edit_contest(
    *, actor: Actor, contest: Contest, title: str, rules: str, who: str, units: Iterable[Branch]
) -> Contest:
    """Edit a contest's texts and who may enter; the latter can't change while a round has a paper.

    Raises NotAllowed, ContestError.
    """
    contest = Contest.objects.select_for_update(of=("self",)).select_related("branch").get(pk=contest.pk)
    require(may_run_contest(actor.member, contest))
    units = set(units)
    is_other = who != contest.who or units != set(contest.units.all())
    if is_other and contest.rounds.exclude(commitment="").exists():
        raise ContestError(
            _("Đề đã chốt nên không đổi được ai dự thi nữa."), field="who", code="already_committed"
        )
    contest.title, contest.rules, contest.who = title, rules, who
    contest.save(update_fields=["title", "rules", "who"])
    contest.units.set(units)
    pin_contest(contest)
    return contest


@transaction.atomic
def announce_contest(*, actor: Actor, contest: Contest) -> Contest:
    contest = Contest.objects.select_for_update(of=("self",)).select_related("branch").get(pk=contest.pk)
    require(may_run_contest(actor.member, contest))
    if contest.announced_at is None:
        contest.announced_at = timezone.now()
        contest.save(update_fields=["announced_at"])
        pin_contest(contest)
    return contest


@transaction.atomic
def add_round(*, actor: Actor, contest: Contest, **terms: Any) -> ContestRound:
    """Add the next round with its terms (TERMS; the models describe them).

    Raises NotAllowed, or ContestError, which names the invalid field.
    """
    contest = Contest.objects.select_for_update(of=("self",)).select_related("branch").get(pk=contest.pk)
    require(may_run_contest(actor.member, contest))
    last = contest.rounds.aggregate(last=Max("number"))["last"] or 0
    round_ = ContestRound(contest=contest, number=last + 1)
    _set_terms(round_, terms)
    round_.save()
    pin_contest(contest)
    return round_


@transaction.atomic
def edit_round(*, actor: Actor, round_: ContestRound, **terms: Any) -> ContestRound:
    round_ = _draft(actor, round_)
    _set_terms(round_, terms)
    round_.save(update_fields=list(TERMS))
    return round_


@transaction.atomic
def put_question(*, actor: Actor, round_: ContestRound, question: dict[str, Any]) -> ContestRound:
    """Add `question` to the draft, or replace the question with the same key.

    Raises NotAllowed, QuestionInvalid, NotCitable (a new citation), or ContestError (paper committed, kind of
    question, too many).
    """
    round_ = _draft(actor, round_)
    made = checked({**question, "key": question.get("key") or new_key()})
    old: dict[str, Any] = next((each for each in round_.questions if each["key"] == made["key"]), {})
    require_citable(made["citations"], known=old.get("citations", ()))
    return put_questions(actor=actor, round_=round_, questions=[made])


@transaction.atomic
def put_questions(*, actor: Actor, round_: ContestRound, questions: list[dict[str, Any]]) -> ContestRound:
    """Add several questions, or replace those with the same keys; all of them or none.

    Raises the same errors as put_question.
    """
    round_ = _draft(actor, round_)
    question_by_key = {question["key"]: question for question in round_.questions}
    for question in questions:
        made = checked({**question, "key": question.get("key") or new_key()})
        if not kind_of(made).suits_contests:
            raise ContestError(
                _("Cuộc thi chỉ có câu chọn một, chọn nhiều và đúng hay sai."), field="kind", code="kind"
            )
        question_by_key[made["key"]] = made
    if len(question_by_key) > MOST_QUESTIONS:
        raise ContestError(_("Nhiều nhất %(most)s câu một vòng.") % {"most": MOST_QUESTIONS}, code="too_many")
    round_.questions = list(question_by_key.values())
    round_.save(update_fields=["questions"])
    return round_


def questions_in(data: bytes) -> list[dict[str, Any]]:
    """Return the questions of a GIFT, Aiken or Excel file, for `put_questions`.

    Call it before a transaction. Raises ImportRefused, ContestError.
    """
    if len(data) > MOST_FILE_BYTES:
        raise ContestError(_("Tệp lớn quá 2 MB."), field="file", code="file_too_large")
    return [each.question for each in read_questions(data)]


@transaction.atomic
def remove_question(*, actor: Actor, round_: ContestRound, key: str) -> ContestRound:
    round_ = _draft(actor, round_)
    round_.questions = [question for question in round_.questions if question["key"] != key]
    round_.save(update_fields=["questions"])
    return round_


@transaction.atomic
def commit_round(*, actor: Actor, round_: ContestRound) -> RoundPaper:
    """Commit a round to its questions and terms, before it opens; afterwards neither can change.

    Appends the hash to the ledger. Raises NotAllowed, or ContestError (committed already, opened already, too
    few questions).
    """
    round_ = _draft(actor, round_)
    contest = round_.contest
    if timezone.now() >= round_.opens_at:
        raise ContestError(
            _("Giờ mở đã qua. Chị đặt lại giờ mở rồi chốt đề trước giờ đó."), code="opens_already"
        )
    if not round_.questions or round_.questions_count > len(round_.questions):
        raise ContestError(
            _("Vòng này cần %(needed)s câu, mới có %(there)s câu.")
            % {"needed": round_.questions_count or 1, "there": len(round_.questions)},
            code="too_few_questions",
        )
    units = list(contest.units.values_list("pk", flat=True))
    document = write_document(round_, units=units, nonce=secrets.token_bytes(32))
    paper = RoundPaper.objects.create(
        round=round_, document=document, commitment=sha256(document), committed_by=actor.by
    )
    count = len(round_.questions)
    round_.commitment, round_.questions = paper.commitment, []
    round_.save(update_fields=["commitment", "questions"])
    append_entry(
        kind="contest.committed",
        subject=f"contest:{round_}",
        payload={
            "commitment": paper.commitment,
            "opensAt": iso(round_.opens_at),
            "closesAt": iso(round_.closes_at),
            "questions": count,
        },
        **actor.ledger_refs(),
    )
    return paper


@transaction.atomic
def withdraw_paper(*, actor: Actor, round_: ContestRound, reason: str) -> ContestRound:
    """Withdraw a faulty paper before its round opens; its questions become the draft again.

    The commitment and the reason stay public. Raises NotAllowed, or ContestError:

    - without a committed paper, or without a reason
    - from one minute before the opening on, because phones may already be reading the round
    """
    round_ = locked_round(round_)
    require(may_run_contest(actor.member, round_.contest))
    if not round_.commitment:
        raise ContestError(_("Vòng này chưa chốt đề nên không có đề để rút."), code="not_committed")
    if timezone.now() > round_.opens_at - LAST_MOMENT_TO_WITHDRAW:
        raise ContestError(
            _("Chỉ rút đề được chậm nhất một phút trước giờ mở. Vòng đã mở thì đề giữ nguyên."),
            code="opens_already",
        )
    if not reason.strip():
        raise ContestError(_("Chị ghi vì sao rút đề, ai cũng đọc được."), field="reason")
    paper = RoundPaper.objects.get(commitment=round_.commitment)
    PaperWithdrawal.objects.create(paper=paper, reason=reason.strip()[:200], by=actor.by)
    round_.commitment, round_.questions = "", json.loads(paper.document)["questions"]
    round_.save(update_fields=["commitment", "questions"])
    append_entry(
        kind="contest.withdrawn",
        subject=f"contest:{round_}",
        payload={"commitment": paper.commitment, "opensAt": iso(round_.opens_at)},
        **actor.ledger_refs(),
    )
    pin_contest(round_.contest)
    return round_


def _draft(actor: Actor, round_: ContestRound) -> ContestRound:
    round_ = locked_round(round_)
    require(may_run_contest(actor.member, round_.contest))
    if round_.commitment:
        raise ContestError(
            _("Đề vòng này đã chốt, câu hỏi và thể lệ không sửa được nữa."), code="already_committed"
        )
    return round_


def _set_terms(round_: ContestRound, terms: dict[str, Any]) -> None:
    for name, value in terms.items():
        if name not in TERMS:
            raise TypeError(name)
        setattr(round_, name, value)
    for name in ("opens_at", "closes_at"):
        if not 2020 <= getattr(round_, name).year <= 2100:
            raise ContestError(_("Chị xem lại năm, từ 2020 đến 2100."), field=name, code="year")
    if round_.closes_at <= round_.opens_at:
        raise ContestError(_("Giờ đóng phải sau giờ mở."), field="closes_at", code="window")
    if round_.time_limit_seconds and timedelta(seconds=round_.time_limit_seconds) > timedelta(days=1):
        raise ContestError(_("Thời gian làm bài nhiều nhất một ngày."), field="minutes", code="time_limit")
    if round_.entries_per != EntriesPer.UNLIMITED and round_.entries_allowed < 1:
        raise ContestError(_("Mỗi người được thi ít nhất một lần."), field="entries_allowed", code="entries")
    _check_ranking(round_)
    _check_prizes(round_.prizes)


def _check_ranking(round_: ContestRound) -> None:
    keys = round_.ranking
    if not keys or len(set(keys)) != len(keys) or not set(keys) <= set(RankingKey.values):
        raise ContestError(_("Chị chọn cách xếp hạng, mỗi cách một lần."), field="ranking", code="ranking")
    if round_.counts == Counts.BEST and keys[0] != RankingKey.RIGHT:
        raise ContestError(
            _("Tính bài tốt nhất thì phải xếp theo số câu đúng trước."), field="ranking", code="ranking_best"
        )
    if RankingKey.PREDICTION in keys and round_.prediction == Prediction.NONE:
        raise ContestError(
            _("Xếp theo dự đoán thì vòng phải có câu dự đoán."), field="prediction", code="ranking_prediction"
        )


def _check_prizes(prizes: list[dict[str, Any]]) -> None:
    last = 0
    for prize in prizes:
        if not (last < prize["from"] <= prize["to"]) or not str(prize["name"]).strip() or prize["amount"] < 0:
            raise ContestError(
                _("Giải thưởng ghi theo hạng, từ cao xuống thấp, không trùng hạng."),
                field="prizes",
                code="prizes",
            )
        last = prize["to"]
