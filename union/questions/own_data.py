"""What a member's export has of questions, and what is erased with the account or after the terms."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from backend.ledger.row_states import erase_words, state_rows, write_states
from members.models import User
from members.own_data import records
from members.own_data.records import owned_by
from union.questions.actions.records import free_doubles
from union.questions.enums import QuestionState
from union.questions.models import Answer, Handover, PublicAnswer, Question
from union.questions.terms import terms

DAYS_OF_A_MONTH = 30


def register_records() -> None:
    """Register what a person's export holds: all of her own questions, and what she did as an officer."""
    records.register(
        Question,
        owned_by("asker"),
        "id ref state way text topic voice voice_type phone is_phone_proven asker taken_by asked_branch branch asked_at due_at"
        " answered_at late_told_at merged_into consented_at consent_withdrawn_at erased_at",
    )
    records.register(Handover, owned_by("question__asker"), "id question branch reason at due_at by")
    records.register(
        Answer,
        lambda user: Q(question__asker=user.pk, sent_at__isnull=False) | Q(written_by=user.pk),
        "id question state text citations place capacity card_number branch written_by written_at read_by returned_reason"
        " sent_at",
    )
    records.register(
        PublicAnswer,
        owned_by("question__asker"),
        "id question title asked text topic citations place capacity card_number published_by published_at review_from_date"
        " withdrawn_at",
    )


def erase_questions(user: User) -> None:
    """Erase what the member asked, with the answers to it and what was published of it. The counts stay."""
    erase_rows(Question.objects.filter(asker=user))


def erase_rows(questions: QuerySet[Question]) -> int:
    """Erase all words of `questions`: hers, the answers', the published ones. Return how many."""
    keys = list(questions.filter(erased_at=None).values_list("pk", flat=True))
    _release_doubles(keys)
    rows, now = Question.objects.filter(pk__in=keys), timezone.now()
    for name in rows.exclude(voice="").values_list("voice", flat=True):
        transaction.on_commit(partial(default_storage.delete, name))
    erase_words(Handover.objects.filter(question__in=keys), reason="")
    erase_words(
        Answer.objects.filter(question__in=keys), text="", citations=[], place="", returned_reason="",
    )  # fmt: skip
    withdraw_public(PublicAnswer.objects.filter(question__in=keys))
    erase_words(rows, text="", topic="", voice="", phone="", asker=None, erased_at=now)
    return len(keys)


def _release_doubles(keys: list[int]) -> None:
    """Keep what other women wait for or read when their main question, one of `keys`, is erased.

    The answer was written for all of them, so the oldest double takes it over. Without an answer each waits on its own,
    and the erased question leaves the desk.
    """
    rows = Question.objects.filter(pk__in=keys)
    doubles = Question.objects.filter(merged_into__in=keys, erased_at=None).exclude(pk__in=keys)
    for main in list(rows.filter(state=QuestionState.ANSWERED, pk__in=doubles.values("merged_into"))):
        heir, *others = doubles.filter(merged_into=main).order_by("pk")
        heir.state, heir.merged_into, heir.answered_at = QuestionState.ANSWERED, None, main.answered_at
        heir.save(update_fields=["state", "merged_into", "answered_at"])
        answer = Answer.objects.get(question=main)
        answer.question = heir
        answer.save(update_fields=["question"])
        for each in others:
            each.merged_into = heir
            each.save(update_fields=["merged_into"])
        state_rows(heir, answer, *others)
    for main in list(rows.filter(state__in=[QuestionState.UNHEARD, QuestionState.ASKED])):
        main.state = QuestionState.WITHDRAWN
        main.save(update_fields=["state"])
        state_rows(*free_doubles(main))


def withdraw_public(rows: QuerySet[PublicAnswer]) -> int:
    """Take published answers from all pages and erase their words. Return how many."""
    return erase_words(
        rows.filter(withdrawn_at=None), title="", asked="", text="", topic="", citations=[], place="", withdrawn_at=timezone.now(),
    )  # fmt: skip


def forget_old_questions() -> int:
    """Erase questions whose term of storage is over, and numbers some days after the answer. Called by the clock."""
    now = timezone.now()
    old = now - dt.timedelta(days=terms().months * DAYS_OF_A_MONTH)
    ended = (
        Q(answered_at__lte=old)
        | Q(merged_into__answered_at__lte=old)
        | Q(state__in=[QuestionState.WITHDRAWN, QuestionState.UNHEARD], asked_at__lte=old)
    )
    with transaction.atomic():
        count = erase_rows(Question.objects.filter(ended))
        told = now - dt.timedelta(days=terms().phone_days)
        answered = Q(answered_at__lte=told) | Q(merged_into__answered_at__lte=told)
        late = Question.objects.filter(answered).exclude(phone="")
        _forget_phones(late)
    return count


def _forget_phones(rows: QuerySet[Question]) -> None:
    """Remove numbers, and pin the words that stay again."""
    keys = list(rows.values_list("pk", flat=True))
    Question.objects.filter(pk__in=keys).update(phone="", is_phone_proven=False)
    write_states("row.erased", Question.objects.filter(pk__in=keys).select_related("asker", "taken_by"))
