from __future__ import annotations

import pytest

from courses.models import Asked, Enrolment, StepDone
from tests.api import client_of, everything, problems, send_twice
from tests.factories.courses import make_course, make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
ALL = (Enrolment, StepDone, Asked)


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def version(trainer):
    return published_course(author=trainer)


def begin(user):
    return send_twice(client_of(user), "post", "/api/v1/enrolments/", {"course": "ban-hang"}, status=201)


def test_everybody_reads_published_courses_and_their_content(version):
    make_course(slug="nhap", title="Bản nháp")
    courses = client_of().get("/api/v1/courses/").json()["results"]
    assert [(row["slug"], row["version"], row["minutes"]) for row in courses] == [("ban-hang", 1, 10)]
    content = client_of().get("/api/v1/courses/ban-hang/content/").json()
    assert (content["content_sha256"], content["content"]) == (version.content_sha256, version.content)
    assert client_of().get("/api/v1/courses/nhap/").status_code == 404


def test_lan_takes_a_course_step_by_step_and_hoa_sees_nothing_of_it(version):
    lan = LanFactory()
    enrolment = begin(lan)
    url = f"/api/v1/enrolments/{enrolment['id']}/steps/"
    response = send_twice(client_of(lan), "post", url, {"lesson": "mot", "step": "a"})
    assert response["progress"] == {"done": 1, "total": 6, "percent": 16}
    hoa = client_of(HoaFactory())
    before = everything(ALL)
    assert hoa.post(url, {"lesson": "mot", "step": "b"}).status_code == 404
    assert hoa.get("/api/v1/enrolments/").json()["results"] == []
    assert everything(ALL) == before


def test_an_unknown_step_is_refused_in_the_one_shape(version):
    lan = LanFactory()
    enrolment = begin(lan)
    before = everything(ALL)
    answer = client_of(lan).post(
        f"/api/v1/enrolments/{enrolment['id']}/steps/", {"lesson": "mot", "step": "zz"}
    )
    assert (answer.status_code, problems(answer)) == (400, [("step_unknown", None)])
    assert everything(ALL) == before


def test_a_question_is_asked_once_and_answered_by_its_trainer_only(version, trainer):
    lan = LanFactory()
    body = {"course": "ban-hang", "lesson": "mot", "step": "a", "text": "Tên trang đặt sao?"}
    asked = send_twice(client_of(lan), "post", "/api/v1/asked/", body, status=201)
    url = f"/api/v1/asked/{asked['id']}/answer/"
    assert client_of(HoaFactory()).post(url, {"text": "Không"}).status_code == 404
    assert client_of(lan).post(url, {"text": "Tự trả lời"}).status_code == 403
    assert Asked.objects.get().answered_at is None
    response = send_twice(client_of(trainer), "post", url, {"text": "Đặt tên dễ nhớ.", "is_shared": True})
    assert (response["answer"], response["is_shared"]) == ("Đặt tên dễ nhớ.", True)


def test_the_report_is_for_authors(version, trainer):
    begin(LanFactory())
    report = client_of(trainer).get("/api/v1/courses/ban-hang/report/").json()
    assert (report["begun"], report["finished"], len(report["steps"])) == (1, 0, 6)
    assert client_of(HoaFactory()).get("/api/v1/courses/ban-hang/report/").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_a_fixed_number_of_queries(django_assert_num_queries, count):
    lan = LanFactory()
    for number in range(count):
        published_course(slug=f"khoa-{number}", title=f"Khoá {number}")
        client_of(lan).post("/api/v1/enrolments/", {"course": f"khoa-{number}"})
    client = client_of(lan)
    for url, queries in (("/api/v1/courses/", 3), ("/api/v1/enrolments/", 4)):
        client.get(url)
        with django_assert_num_queries(queries):
            assert len(client.get(url).json()["results"]) == count
