"""The Union's work: roles, directives with what communes did, reports of two months, questions with answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backend.common.models import Mark
from backend.demo.actions.people import People
from backend.demo.data import union as data
from backend.ledger.row_states import RECORDED, write_states
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch
from union.documents.actions import Facts, issue_document
from union.documents.enums import Urgency
from union.documents.models import Document
from union.issues.actions.issuing import Content, Target
from union.issues.actions.receipts import (
    ByHand,
    Proof,
    assign_receipt,
    excuse_receipt,
    finish_receipt,
    is_after,
    open_receipt,
    record_done,
    record_opened,
)
from union.issues.enums import Means
from union.issues.models import Issue, Receipt
from union.issues.tasks import deliver_issue
from union.questions.actions.answering import Draft, write_answer
from union.questions.actions.asking import Asked, ask_question
from union.questions.actions.handling import hand_on, merge_question
from union.questions.actions.publishing import Reworded, give_consent, publish_answer
from union.questions.enums import Capacity
from union.questions.models import Question
from union.reports.actions.forms import FormFacts, begin_form, publish_form, put_field
from union.reports.actions.periods import open_period
from union.reports.actions.reports import (
    accept_report,
    excuse_report,
    known_of,
    return_report,
    save_report,
)
from union.reports.checking import Typed
from union.reports.definition import Field
from union.reports.enums import FieldKind, OverTime
from union.reports.models import Report, ReportForm, ReportPeriod
from union.roles.actions import give_role

DONE = "demo union"
PLAN_AGE = dt.timedelta(days=24)
# Of the communes without an officer on Piêu: how many sent paper, of each directive and of each month.
PAPERS, PAPER_REPORTS = 40, 52


@transaction.atomic
def load_union(people: People) -> None:
    """Load roles, directives, reports and questions. Does nothing the second time. Call it after the bulletins."""
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    communes = {key: _commune_of(people, key) for key in data.OFFICERS}
    province = Branch.objects.get(parent=None)
    for key, role in data.ROLES:
        # Nobody gives a role to herself.
        giver = data.CLERK if key == data.CHAIR else data.CHAIR
        give_role(
            actor=Actor.of(people[giver]),
            person=people[key],
            role=role,
            branch=communes.get(key, province),
        )
    _load_directives(people, province, list(communes.values()))
    _load_reports(people, province, communes)
    _load_questions(people)


def _commune_of(people: People, key: str) -> Branch:
    return Branch.objects.get(
        level=BranchLevel.COMMUNE, role_grants__user=people[key], role_grants__ended_at=None
    )


def _load_directives(people: People, province: Branch, communes: list[Branch]) -> None:
    """Issue a plan that is late in one commune, a letter, and the letter that replaces it."""
    officers = [Actor.of(people[key]) for key in data.OFFICERS]
    everywhere = Target(below=province, level=BranchLevel.COMMUNE)
    plan = _issue(people, province, data.PLAN, everywhere)
    rows = _receipts(plan, communes)
    for actor, row in zip(officers[1:], rows[1:], strict=True):
        open_receipt(actor=actor, receipt=row)
        if actor is not officers[-1]:
            finish_receipt(actor=actor, receipt=row, proof=Proof(data.DONE_WORDS))
    clerk, by_hand = Actor.of(people[data.CLERK]), ByHand(Means.PAPER, data.ON_PAPER)
    for row in plan.issue.receipts.exclude(branch__in=communes).order_by("branch__path")[:PAPERS]:
        record_done(actor=clerk, receipt=row, by_hand=by_hand, proof=Proof(data.DONE_WORDS))
    _set_back(plan.issue)
    first = _issue(people, province, data.FIRST_CALL, Target(branches=communes))
    for actor, row in zip(officers[:2], _receipts(first, communes)[:2], strict=True):
        open_receipt(actor=actor, receipt=row)
    second = _issue(people, province, data.SECOND_CALL, everywhere, replaces=first)
    rows = _receipts(second, communes)
    for actor, row in zip(officers[1:4], rows[1:4], strict=True):
        open_receipt(actor=actor, receipt=row)
    assign_receipt(actor=officers[2], receipt=rows[2], person=officers[2].member)
    finish_receipt(actor=officers[3], receipt=rows[3], proof=Proof(data.DONE_WORDS))
    excuse_receipt(actor=Actor.of(people[data.CHAIR]), receipt=rows[4], reason=data.EXCUSED)
    others = second.issue.receipts.exclude(branch__in=communes).order_by("branch__path")
    record_opened(actor=clerk, receipt=others[0], by_hand=ByHand(Means.PHONE, data.ON_PAPER))


def _issue(
    people: People,
    province: Branch,
    directive: data.Directive,
    target: Target,
    *,
    replaces: Document | None = None,
) -> Document:
    """Issue and deliver a directive of the province today."""
    made = issue_document(
        actor=Actor.of(people[data.CHAIR]),
        branch=province,
        facts=Facts(
            directive.number,
            timezone.localdate(),
            urgency=Urgency.URGENT if replaces else Urgency.ORDINARY,
            replaces=replaces,
        ),
        content=Content(
            "directive",
            directive.title,
            directive.what,
            asks=directive.asks,
            working_days=directive.working_days,
        ),
        target=target,
    )
    deliver_issue.call(issue_id=made.issue_id)
    return made


def _receipts(document: Document, communes: Sequence[Branch]) -> list[Receipt]:
    rows = {row.branch_id: row for row in document.issue.receipts.filter(branch__in=communes)}
    return [rows[branch.pk] for branch in communes]


def _set_back(issue: Issue) -> None:
    """Let an issue of today be PLAN_AGE old, with what branches did since, so that its due day is over."""
    issue.refresh_from_db()
    issue.issued_at -= PLAN_AGE
    issue.due_date = issue.due_date and issue.due_date - PLAN_AGE
    rows = list(issue.receipts.with_people())
    moments = ("delivered_at", "opened_at", "done_at")
    for number, row in enumerate(rows):
        for days, name in enumerate(moments):
            if moment := getattr(row, name):
                setattr(row, name, moment - PLAN_AGE + dt.timedelta(days=days * (1 + number % 4)))
        row.due_date = issue.due_date
        row.was_late = is_after(row.done_at, row.due_date) if row.done_at else False
    Receipt.objects.bulk_update(rows, [*moments, "due_date", "was_late"])
    _record(issue, rows, "issued_at", "due_date")


def _record(first: Model, rows: Iterable[Model], *names: str) -> None:
    """Save the columns `names` of `first`, and record it and `rows` as they are now."""
    first.save(update_fields=names)
    write_states(RECORDED, [first, *rows])


def _load_reports(people: People, province: Branch, communes: dict[str, Branch]) -> None:
    """Write a form, and let communes report for the two months before this one."""
    chair = Actor.of(people[data.CHAIR])
    form = begin_form(
        actor=chair,
        branch=province,
        facts=FormFacts(data.FORM_TITLE, data.FORM_ABOUT, due_days=5, closing_days=90),
    )
    for field in (
        Field("hoi_vien", "Hội viên trên Piêu", unit="người", over_time=OverTime.LAST, known="members"),
        Field("buoi_sinh_hoat", "Buổi sinh hoạt chi hội", unit="buổi"),
        Field("nguoi_du", "Lượt người dự", unit="lượt"),
        Field("viec_noi_bat", "Việc nổi bật", kind=FieldKind.TEXT, is_required=False),
    ):
        form = put_field(actor=chair, form=form, field=field)
    form = publish_form(actor=chair, form=form)
    last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    before = last.replace(day=1) - dt.timedelta(days=1)
    _load_month(people, form, before, communes, accepted=len(communes) - 1)
    period = _load_month(people, form, last, communes, accepted=2)
    rows = _reports(period, list(communes.values()))
    return_report(actor=chair, report=rows[1], reason=data.RETURNED)
    missing = period.reports.exclude(branch__in=communes.values()).order_by("-branch__path")[0]
    excuse_report(actor=chair, report=missing, reason=data.REPORT_EXCUSED)


def _load_month(
    people: People, form: ReportForm, day: dt.date, communes: dict[str, Branch], *, accepted: int
) -> ReportPeriod:
    """Let officers and, on paper, other communes report; the ward of Mộc Châu only until last month."""
    period = open_period(form=form, day=day)
    chair, clerk = Actor.of(people[data.CHAIR]), Actor.of(people[data.CLERK])
    own = _reports(period, list(communes.values()))
    writers = [Actor.of(people[key]) for key in communes]
    is_last = accepted < len(own) - 1
    sent = []
    for number, (actor, row) in enumerate(zip(writers, own, strict=True)):
        if is_last and not number:
            continue
        sent.append(_report(actor, row, number, sends=number < len(own) - 1 or not is_last))
    others = period.reports.exclude(branch__in=communes.values()).order_by("branch__path")
    papers = list(others.select_related("period__form", "branch")[:PAPER_REPORTS])
    on_paper = [
        _report(clerk, row, number, sends=True, is_from_paper=True)
        for number, row in enumerate(papers, start=6)
    ]
    _send_earlier(period, [*sent, *on_paper])
    for row in sent[1 : 1 + accepted]:
        accept_report(actor=chair, report=row)
    return period


def _reports(period: ReportPeriod, communes: Sequence[Branch]) -> list[Report]:
    found = period.reports.filter(branch__in=communes).select_related("period__form", "branch")
    rows = {row.branch_id: row for row in found}
    return [rows[branch.pk] for branch in communes]


def _report(actor: Actor, report: Report, number: int, *, sends: bool, is_from_paper: bool = False) -> Report:
    """Write the report of a commune with invented figures; `number` makes them differ."""
    known = known_of(report)["hoi_vien"]
    typed = {
        "hoi_vien": Typed(str(known)),
        "buoi_sinh_hoat": Typed(str(3 + number % 5)),
        "nguoi_du": Typed(str(60 + number * 17 % 90)),
    }
    return save_report(
        actor=actor,
        report=report,
        typed=typed,
        is_from_paper=is_from_paper,
        sends=sends,
    )


def _send_earlier(period: ReportPeriod, reports: Sequence[Report]) -> None:
    """Let what was sent today have been sent near the due day, every sixth report after it."""
    receipts = {row.branch_id: row for row in Receipt.objects.filter(issue=period.issue).with_people()}
    rows, followed = [], []
    for number, report in enumerate(reports):
        if report.is_sent:
            day = period.due_date + dt.timedelta(days=2 if number % 6 == 5 else -1)
            at = timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30)))
            report.sent_at = report.saved_at = at = min(at, report.sent_at or at)
            report.was_late = is_after(at, report.due_date)
            rows.append(report)
            receipt = receipts[report.branch_id]
            receipt.delivered_at = receipt.opened_at = receipt.done_at = at
            receipt.was_late = report.was_late
            followed.append(receipt)
    Report.objects.bulk_update(rows, ["sent_at", "saved_at", "was_late"])
    Receipt.objects.bulk_update(followed, ["delivered_at", "opened_at", "done_at", "was_late"])
    write_states(RECORDED, [*rows, *followed])


def _load_questions(people: People) -> None:
    """Ask: two of the same that are answered once and published, one referred, two that wait, one handed on."""
    thu = Actor.of(people["thu"])
    asked = _ask(people, "lan", "thu", "ban-hang", data.LABEL_ASKED)
    double = _ask(people, "minh", "thu", "ban-hang", data.LABEL_DOUBLE)
    merge_question(actor=thu, question=double, into=asked)
    document, article = data.LABEL_LAW
    cites = [{"document": document, "article": article, "date": timezone.localdate().isoformat()}]
    draft = Draft(data.LABEL_ANSWER, Capacity.OFFICER, citations=cites)
    write_answer(actor=thu, question=asked, draft=draft, sends=True)
    give_consent(question=asked, asker=people["lan"])
    title, words = data.LABEL_PUBLIC
    reworded = Reworded(title, words, data.LABEL_ANSWER, was_checked=True, citations=cites)
    publish_answer(actor=thu, question=asked, words=reworded)
    land = _ask(people, "minh", "thu", "dat-dai", data.LAND_ASKED)
    draft = Draft(data.LAND_ANSWER, Capacity.OFFICER, place=data.LAND_PLACE)
    write_answer(actor=thu, question=land, draft=draft, sends=True)
    for asker, officer, topic, text in data.WAITING:
        _ask(people, asker, officer, topic, text)
    asker, officer, topic, text, reason = data.UPWARDS
    question = _ask(people, asker, officer, topic, text)
    hand_on(
        actor=Actor.of(people[officer]), question=question, to=Branch.objects.get(parent=None), reason=reason
    )


def _ask(people: People, asker: str, officer: str, topic: str, text: str) -> Question:
    """Ask as `asker` in the commune of `officer`."""
    asked = Asked(text=text, topic=topic, branch=_commune_of(people, officer))
    return ask_question(asked=asked, actor=Actor.of(people[asker]))
