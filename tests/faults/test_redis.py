"""Redis absent, silent, slow, restarted: pages, sign-in and orders are answered as ever, and limits still limit."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orders.models import Order
from tests.faults.conftest import Count, rounds
from tests.faults.outages import OwnRedis, Proxy
from tests.live import LiveProject, RealDatabase, eventually
from tests.orders.conftest import RATES, make_shop
from tests.orders.orders.test_hundredfold import body, checkout_form
from tests.orders.phones import Answer, Phone, Program

pytestmark = pytest.mark.crash
STATES = ("there", "refused", "silent", "slow", "there again", "killed", "restarted")


@contextmanager
def project_over(
    database: RealDatabase, static: str, folder: Path, proxy: Proxy, app: str = "", **env: str
) -> Iterator[LiveProject]:
    with LiveProject.started(
        database,
        static_root=static,
        folder=folder,
        parts=("web",),
        app=app,
        REDIS_URL=f"redis://127.0.0.1:{proxy.port}/0",
        **(RATES | env),
    ) as project:
        yield project


def bring_about(state: str, redis: OwnRedis, proxy: Proxy) -> None:
    proxy.refuse()
    proxy.silent, proxy.delay = state == "silent", 3 if state == "slow" else 0
    if state == "killed":
        redis.kill()
    if state == "restarted":
        redis.start()
    if state != "refused":
        proxy.listen()


def status_of(send, *arguments, **more) -> str:
    """Return the status, or the error where the connection broke or no answer came within a minute."""
    try:
        answer: Answer = send(*arguments, **more)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    return str(answer.status)


def visit_all(project: LiveProject, shop, state: str, count: Count) -> None:
    """Read, sign in with a wrong PIN, and order by page and by API."""
    phone, program = Phone(project.url), Program(project.url)
    wrong_pin = {"login": f"091234567{STATES.index(state)}", "password": "135792"}
    for what, status, send, arguments in (
        ("page", "200", phone.read, ("/products/",)),
        ("page of the API", "200", phone.read, ("/api/v1/products/",)),
        ("sign-in", "200", phone.send, ("/tai-khoan/dang-nhap/", wrong_pin)),
        ("basket", "302", phone.send, (f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})),
        ("order of a page", "302", phone.send, ("/gio-hang/dat/", checkout_form(shop))),
        ("order of the API", "201", program.send, ("orders/", body(shop))),
    ):
        found = status_of(send, *arguments)
        count.case(found == status, f"Redis {state}: {what} is answered with {found}, not {status}")


@pytest.fixture
def redis(tmp_path) -> Iterator[OwnRedis]:
    with OwnRedis.started(tmp_path) as redis:
        yield redis


@pytest.fixture
def proxy(redis) -> Iterator[Proxy]:
    with Proxy(redis.port).listening() as proxy:
        yield proxy


def test_everything_is_answered_whatever_redis_does(real_db, collected_static, tmp_path, redis, proxy, count):
    shop = make_shop(bags=10_000)
    with project_over(real_db, collected_static, tmp_path / "live", proxy) as project:
        for _round in range(rounds(1, 5)):
            for state in STATES:
                bring_about(state, redis, proxy)
                visit_all(project, shop, state, count)
        # Redis counts again once it is there.
        eventually(lambda: Phone(project.url).read("/api/v1/products/") and redis.number_of_keys())
    done = rounds(1, 5) * len(STATES) * 2
    count.case(Order.objects.count() == done, f"{Order.objects.count()} orders, not {done}")


def test_a_rate_still_limits_where_redis_is_absent(real_db, collected_static, tmp_path, redis, proxy, count):
    bring_about("refused", redis, proxy)
    env = {"API_RATE_ANON": "20/h", "WEB_WORKERS": "2"}
    with project_over(real_db, collected_static, tmp_path / "live", proxy, **env) as project:
        phone = Phone(project.url)
        passed = sum(phone.read("/api/v1/products/").status == 200 for _request in range(100))
    # Each of two processes counts alone; an hour may end meanwhile.
    count.case(20 <= passed <= 80, f"{passed} of 100 requests passed, 20 may")


def test_the_check_finds_a_cache_that_passes_its_errors_on(
    real_db, collected_static, tmp_path, redis, proxy, planted
):
    shop = make_shop(bags=10_000)
    bring_about("refused", redis, proxy)
    app = "tests.faults.planted:bare_redis()"
    with project_over(real_db, collected_static, tmp_path / "live", proxy, app=app) as project:
        visit_all(project, shop, "refused", planted)
