"""Who may do what with courses, classes, contests and reports: every kind of caller against every rule."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from courses.authoring import rules as courses
from courses.classes import rules as classes
from courses.classes.enums import AttendedHow, SignUpState
from courses.contests import rules as contests
from courses.contests.enums import WhoMayEnter
from courses.contests.errors import EntryRefused
from courses.credentials import rules as credentials
from courses.learning.actions.learning import start_course
from courses.media import rules as assets
from courses.models import (
    Asked,
    Attempt,
    Attendance,
    Contest,
    Course,
    Credential,
    HandIn,
    LiveClass,
    Meeting,
    Question,
    QuestionBank,
    SignUp,
    Step,
    StepText,
)
from courses.practice import rules as tasks
from courses.practice.enums import OutcomeKind
from courses.quizzes import rules as quizzes
from courses.reports import rules as reports
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch, RoleGrant, User
from members.roles.enums import Role
from tests.factories.classes import a_class
from tests.factories.courses import make_asset, make_trainer, published_course
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    OfficerFactory,
    StaffFactory,
    TrainerFactory,
    chapter,
    commune,
    province,
)

pytestmark = pytest.mark.django_db

FAR = ("Xã Mường Lạn", 4246)
TRAINERS = {"author", "trainer", "far_trainer"}
OFFICERS = {"village", "officer", "top", "far_officer"}
OF_THE_VILLAGE = {"village", "officer", "top", "staff"}
WRITES = {"author", "staff"}


def make_callers() -> dict[str, User | AnonymousUser]:
    """`author` is a trainer of Lan's village and writes the course; `former` was a trainer and wrote it."""
    callers = {
        "visitor": AnonymousUser(),
        "lan": LanFactory(),
        "hoa": HoaFactory(),
        "author": make_trainer(),
        "former": TrainerFactory(branch=chapter()),
        "trainer": TrainerFactory(),
        "far_trainer": TrainerFactory(branch=commune(*FAR)),
        "village": OfficerFactory(branch=chapter()),
        "officer": OfficerFactory(),
        "top": OfficerFactory(branch=province()),
        "far_officer": OfficerFactory(branch=commune(*FAR)),
        "staff": StaffFactory(),
    }
    RoleGrant.objects.filter(user=callers["former"]).update(ended_at=timezone.now())
    return callers


def make_learning(callers: dict) -> SimpleNamespace:
    version = published_course(author=callers["author"])
    version.course.authors.add(callers["former"], callers["village"])
    enrolments = {
        name: start_course(actor=Actor.of(callers[name]), course=version.course)
        for name in ("lan", "author", "trainer", "staff")
    }
    return SimpleNamespace(version=version, course=version.course, enrolments=enrolments)


def check(callers: dict, table: tuple) -> None:
    for number, (rule, admitted) in enumerate(table):
        answers = {name: rule(user) for name, user in callers.items()}
        assert {name for name, may in answers.items() if may} == admitted, number
        assert set(answers.values()) <= {True, False}, number


@pytest.mark.slow
def test_each_rule_of_courses_admits_exactly_the_listed_callers():
    callers = make_callers()
    learning = make_learning(callers)
    course, version, lan = learning.course, learning.version, callers["lan"]

    def credential(name: str, **fields) -> Credential:
        return Credential(user=callers[name], enrolment=learning.enrolments[name], **fields)

    def work(name: str) -> HandIn:
        return HandIn(enrolment=learning.enrolments[name])

    attempts = {name: Attempt(user=callers[name], version=version) for name in ("lan", "author")}
    check(
        callers,
        (
            (courses.may_write_courses, TRAINERS | {"staff"}),
            (lambda user: courses.may_edit_course(user, course), WRITES),
            (lambda user: credentials.may_choose_disclosure(user, credential("lan")), {"lan"}),
            (
                lambda user: credentials.may_choose_disclosure(
                    user, credential("lan", revoked_at=timezone.now())
                ),
                set(),
            ),
            (lambda user: credentials.may_revoke(user, credential("lan")), WRITES),
            (lambda user: credentials.may_revoke(user, credential("author")), {"staff"}),
            (lambda user: credentials.may_revoke(user, credential("staff")), {"author"}),
            (lambda user: quizzes.may_edit_bank(user, QuestionBank(course=course)), WRITES),
            (lambda user: quizzes.may_edit_bank(user, QuestionBank()), {"staff"}),
            (lambda user: quizzes.may_answer(user, attempts["lan"]), {"lan"}),
            (lambda user: quizzes.may_grade(Actor(by=user, member=user), attempts["lan"]), WRITES),
            (lambda user: quizzes.may_grade(Actor(by=user, member=user), attempts["author"]), {"staff"}),
            # On behalf of a trainer anybody grades with the trainer's right, but never their own work.
            (
                lambda user: quizzes.may_grade(Actor(by=user, member=callers["author"]), attempts["lan"]),
                callers.keys() - {"lan"},
            ),
            (
                lambda user: quizzes.may_grade(Actor(by=user, member=callers["author"]), attempts["author"]),
                set(),
            ),
            (lambda user: tasks.may_review(user, work("lan")), WRITES),
            (lambda user: tasks.may_review(user, work("author")), {"staff"}),
            (lambda user: tasks.may_review(user, work("staff")), {"author"}),
            (lambda user: tasks.may_decide(Actor(by=user, member=user), work("lan")), WRITES),
            (
                lambda user: tasks.may_decide(Actor(by=user, member=callers["author"]), work("lan")),
                callers.keys() - {"lan"},
            ),
            (
                lambda user: tasks.may_decide(Actor(by=callers["staff"], member=user), work("author")),
                {"staff"},
            ),
            (lambda user: tasks.typed_it(Actor(by=user, member=user), HandIn(by=lan)), {"lan"}),
            (lambda user: tasks.typed_it(Actor(by=user, member=callers["hoa"]), HandIn(by=lan)), {"lan"}),
            (lambda user: tasks.typed_it(Actor(by=callers["hoa"], member=user), HandIn(by=lan)), {"lan"}),
            (lambda user: tasks.typed_it(Actor(by=user, member=user), HandIn()), set()),
            (reports.may_see_reports, TRAINERS | OFFICERS | {"staff"}),
        ),
    )
    course.authors.add(callers["trainer"], callers["far_trainer"])
    gone = TrainerFactory(is_active=False)
    course.authors.add(gone)
    RoleGrant.objects.create(user=callers["trainer"], role=Role.TRAINER, branch=commune(*FAR))
    User.objects.filter(pk=callers["far_trainer"].pk).update(full_name="An Thị Xa")

    names = {user.pk: name for name, user in callers.items()}

    def others(by: str, member: str, of: str, typed_by: User | None) -> list[str]:
        hand_in = HandIn(enrolment=learning.enrolments[of], by=typed_by)
        found = tasks.who_else_may_accept(Actor(by=callers[by], member=callers[member]), hand_in)
        return [names.get(person.pk, person.full_name) for person in found]

    assert others("staff", "staff", "lan", None) == ["far_trainer", "author", "trainer"]
    assert others("author", "staff", "lan", None) == ["far_trainer", "trainer"]
    assert others("staff", "author", "lan", None) == ["far_trainer", "trainer"]
    assert others("staff", "staff", "lan", callers["far_trainer"]) == ["author", "trainer"]
    assert others("staff", "staff", "trainer", None) == ["far_trainer", "author"]


@pytest.mark.slow
def test_each_rule_of_classes_contests_and_meetings_admits_exactly_the_listed_callers():
    callers = make_callers()
    closed = Branch(path=chapter().path, level=BranchLevel.CHAPTER, is_active=False)
    live_class = a_class(callers["author"])
    of_former = LiveClass(trainer=callers["former"], branch=commune(*FAR))
    by_trainer = LiveClass(trainer=callers["trainer"], branch=commune(*FAR))
    for name, state in (
        ("lan", SignUpState.GOING),
        ("hoa", SignUpState.WAITING),
        ("former", SignUpState.OFF),
    ):
        SignUp.objects.create(live_class=live_class, user=callers[name], state=state)
    Attendance.objects.create(live_class=live_class, user=callers["far_trainer"], how=AttendedHow.DOOR)
    runs = {"author"} | OF_THE_VILLAGE
    check(
        callers,
        (
            (classes.may_hold_classes, TRAINERS | OFFICERS | {"staff"}),
            (
                lambda user: classes.may_hold_class_for(user, chapter()),
                {"author", "trainer"} | OF_THE_VILLAGE,
            ),
            (lambda user: classes.may_hold_class_for(user, province()), TRAINERS | {"top", "staff"}),
            (lambda user: classes.may_hold_class_for(user, closed), set()),
            (lambda user: classes.may_run_class(user, live_class), runs),
            (lambda user: classes.may_run_class(user, of_former), {"far_officer", "top", "staff"}),
            (
                lambda user: classes.may_run_class(user, by_trainer),
                {"trainer", "far_officer", "top", "staff"},
            ),
            (lambda user: classes.may_see_link(user, live_class), {"lan"} | runs),
            (lambda user: classes.may_see_materials(user, live_class), {"lan", "hoa", "far_trainer"} | runs),
            (classes.may_lead_meetings, OFFICERS | {"staff"}),
            (lambda user: classes.may_lead_meeting_of(user, chapter()), OF_THE_VILLAGE),
            (lambda user: classes.may_lead_meeting_of(user, closed), set()),
            (lambda user: classes.may_run_meeting(user, Meeting(branch=chapter())), OF_THE_VILLAGE),
            (classes.may_copy_packs, TRAINERS | OFFICERS | {"staff"}),
            (classes.may_take_in_packs, TRAINERS | {"staff"}),
            (contests.may_organise, OFFICERS | {"staff"}),
            (lambda user: contests.may_organise_for(user, chapter()), OF_THE_VILLAGE),
            (lambda user: contests.may_organise_for(user, closed), set()),
            (lambda user: contests.may_run_contest(user, Contest(branch=chapter())), OF_THE_VILLAGE),
        ),
    )
    holders = callers | {"twice": TrainerFactory()}
    RoleGrant.objects.create(user=holders["twice"], role=Role.TRAINER, branch=commune(*FAR))
    # Closed branches are never offered.
    Branch.objects.create(
        name="Chi hội đã đóng",
        level=BranchLevel.CHAPTER,
        parent=commune(),
        path=f"{commune().path}0/",
        is_active=False,
    )
    for name, expected in (
        ("author", {chapter(), commune(), province()}),
        ("trainer", {chapter(), commune(), province()}),
        ("officer", {chapter(), commune(), province()}),
        ("far_trainer", {commune(*FAR), chapter("Chi hội bản Lùn", of=commune(*FAR)), province()}),
        ("former", set()),
        (
            "twice",
            {chapter(), commune(), commune(*FAR), chapter("Chi hội bản Lùn", of=commune(*FAR)), province()},
        ),
    ):
        found = list(classes.branches_of_trainer(holders[name]))
        assert (len(found), set(found)) == (len(expected), expected), name
    commune_above = commune()
    Branch.objects.filter(pk=commune_above.pk).update(is_active=False)
    assert set(classes.branches_of_trainer(callers["author"])) == {chapter(), province()}
    assert set(classes.branches_of_trainer(callers["officer"])) == {chapter(), province()}


def test_refused_contest_entry_has_the_code_of_the_missing_condition():
    everybody, members = WhoMayEnter.ANYONE, WhoMayEnter.MEMBERS
    for phone, path, organises, who, units, code in (
        ("+84912345678", "/1/2/", False, members, [], None),
        ("+84912345678", "/1/2/", False, members, [2, 9], None),
        ("+84912345678", "", False, everybody, [], None),
        (None, "/1/2/", False, members, [], "no_phone"),
        ("+84912345678", "/1/2/", True, members, [], "organiser"),
        ("+84912345678", "", False, members, [], "not_a_member"),
        ("+84912345678", "", False, everybody, [2], "not_a_member"),
        ("+84912345678", "/1/2/", False, everybody, [3], "other_unit"),
    ):
        entrant = SimpleNamespace(is_organiser=organises, branch_path=path)

        def enter(entrant=entrant, phone=phone, who=who, units=units) -> None:
            contests.require_entrant(SimpleNamespace(phone=phone), entrant, who=who, units=units)

        if code is None:
            enter()
            continue
        with pytest.raises(EntryRefused) as refused:
            enter()
        assert refused.value.code == code


def test_reports_show_all_people_to_authors_and_staff_and_own_branches_to_officers():
    callers = make_callers()
    course = published_course(author=callers["author"]).course
    for name in ("author", "staff"):
        assert reports.people_visible_to(callers[name], course) is None
    for name in ("trainer", "lan", "visitor"):
        assert reports.people_visible_to(callers[name], course) is False
    people = reports.people_visible_to(callers["village"], course)
    assert set(people) == {callers["lan"], callers["author"]}

    village, near, top = chapter(), commune(), province()
    far, far_village = commune(*FAR), chapter("Chi hội bản Lùn", of=commune(*FAR))
    for branch, name in ((near, "Hội A"), (far, "Hội B")):
        branch.name = name
        branch.save(update_fields=["name"])
    closed = Branch.objects.create(
        name="Chi hội đã đóng", level=BranchLevel.CHAPTER, parent=near, path=f"{near.path}0/", is_active=False
    )
    everywhere = {top, near, village, far, far_village}
    for name, allowed in (
        ("author", everywhere),
        ("staff", everywhere),
        ("top", everywhere),
        ("officer", {near, village}),
        ("lan", set()),
        ("former", set()),
        ("visitor", set()),
    ):
        assert set(reports.reported_branches(callers[name])) == allowed, name
    for name, branch, expected in (
        ("staff", None, (top, [near, far], None, {near.pk, far.pk})),
        ("staff", near, (near, [village], top, set())),
        ("staff", village, (None, [village], near, set())),
        ("officer", None, (near, [village], None, set())),
        ("officer", near, (near, [village], None, set())),
        ("officer", top, None),
        ("staff", closed, None),
        ("village", None, (None, [village], None, set())),
        ("lan", None, (None, [], None, set())),
    ):
        rows = reports.rows_of_report(callers[name], *([branch.pk] if branch else []))
        visible = rows and (rows.whole, rows.rows, rows.above, set(rows.opens))
        assert visible == expected, (name, branch)
    two = reports.rows_within(Branch.objects.filter(pk__in=[near.pk, village.pk, far.pk]))
    assert (two.whole, two.rows, two.above, two.opens) == (None, [near, far], None, frozenset({near.pk}))
    # The page of a requested branch shows the branches directly below it, not the ones below those.
    asked = reports.rows_within(Branch.objects.filter(pk__in=[top.pk, near.pk, village.pk]), top.pk)
    assert (asked.whole, asked.rows, asked.above, asked.opens) == (top, [near], None, frozenset({near.pk}))
    alone = reports.rows_within(Branch.objects.filter(pk=top.pk))
    assert (alone.whole, alone.rows, alone.above, alone.opens) == (None, [top], None, frozenset())


@pytest.mark.slow
def test_a_draft_file_is_readable_by_its_uploader_the_courses_trainers_and_people_of_its_submission():
    callers = make_callers()
    learning = make_learning(callers)
    course, enrolment, lan = learning.course, learning.enrolments["lan"], callers["lan"]
    authors = {"author", "former", "village", "staff"}
    step = Step.objects.filter(lesson__module__course=course).first()
    text = StepText.objects.filter(step=step).first()

    def used_as(place: str):
        asset = make_asset()
        if place == "cover":
            Course.objects.filter(pk=course.pk).update(cover=asset)
        elif place in ("picture", "media", "captions"):
            Step.objects.filter(pk=step.pk).update(**{place: asset})
        elif place == "audio":
            StepText.objects.filter(pk=text.pk).update(audio=asset, audio_text_hash="0" * 64)
        elif place == "photo":
            hand_in = HandIn.objects.create(
                enrolment=enrolment, lesson_key="hai", step_key="c", kind=OutcomeKind.HANDED_IN
            )
            hand_in.photos.add(asset)
        elif place == "question":
            bank = QuestionBank.objects.create(course=course, title="Câu hỏi")
            Question.objects.create(bank=bank, kind="one_choice", body={"picture": str(asset.pk)})
        return asset

    def question_asset(place: str, **fields):
        asset = make_asset()
        Asked.objects.create(course=course, lesson_key="mot", user=lan, **{place: asset}, **fields)
        return asset

    table = [
        (make_asset(), {"staff"}),
        (make_asset(is_public=True), set(callers)),
        (make_asset(uploaded_by=callers["hoa"]), {"hoa", "staff"}),
        *((used_as(place), authors) for place in ("cover", "picture", "media", "captions", "audio")),
        (used_as("question"), WRITES),
        (used_as("photo"), {"lan"} | authors),
        (question_asset("voice"), {"lan"} | authors),
        (question_asset("answer_voice"), {"lan"} | authors),
        # A shared answer is heard by everybody who is signed in, a question never.
        (question_asset("answer_voice", is_shared=True), callers.keys() - {"visitor"}),
        (question_asset("voice", is_shared=True), {"lan"} | authors),
    ]
    for number, (asset, admitted) in enumerate(table):
        assert {name for name, user in callers.items() if assets.may_see_asset(user, asset)} == admitted, (
            number
        )
