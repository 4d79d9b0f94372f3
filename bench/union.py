"""The matrix of a directive and the month's page at province size: queries, and time beside a bare "hello".

75 communes with an officer each and issues to all of them, spread over a year.

`./run bench union [--issues 2000] [--rounds 5] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile

from bench.harness import HELLO, PIEU, ROOT, Request, Target, compare, database, gunicorn, machine, manage

COMMUNES, MOST_QUERIES = 75, 6


def fill(count: int) -> dict:
    """Write the province, `count` issues and their receipts. Return session, paths and each page's queries."""
    import django

    django.setup()
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from members.models import Branch, RoleGrant, Unit, User
    from union.issues.models import Issue, Receipt

    now = timezone.now()
    unit = Unit.objects.get_or_create(
        code=14, defaults={"name": "Tỉnh Thử", "kind": "province", "name_folded": "tinh thu"}
    )[0]
    top = Branch.objects.create(name="Hội tỉnh Thử", level="province", unit=unit, path="/new/")
    top.path = f"/{top.pk}/"
    top.save()
    communes = []
    for number in range(COMMUNES):
        each = Branch.objects.create(
            name=f"Hội xã Thử {number}", level="commune", unit=unit, parent=top, path=f"/new/{number}/"
        )
        each.path = f"{top.path}{each.pk}/"
        each.save()
        communes.append(each)
    people = [
        User.objects.create(full_name=f"Cán bộ {number}", card_number=f"{20000000 + number}")
        for number in range(COMMUNES + 1)
    ]
    for person, branch in zip(people, [top, *communes], strict=True):
        RoleGrant.objects.create(user=person, role="officer", branch=branch)
    issues = Issue.objects.bulk_create(
        Issue(
            kind="directive",
            branch=top,
            issued_at=now - timedelta(days=365 * number / count),
            title=f"Việc {number}",
            asks="do",
            due_date=(now - timedelta(days=365 * number / count - 7)).date(),
            below=top,
        )
        for number in range(count)
    )
    receipts = (
        Receipt(
            issue=issue,
            branch=branch,
            issued_to=branch,
            issued_name=branch.name,
            due_date=issue.due_date,
            state="done" if (place + branch.pk) % 10 else "delivered",
            done_at=issue.issued_at if (place + branch.pk) % 10 else None,
        )
        for place, issue in enumerate(issues)
        for branch in communes
    )
    Receipt.objects.bulk_create(receipts, batch_size=5000)
    session = SessionStore()
    session[SESSION_KEY] = str(people[0].pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = people[0].get_session_auth_hash()
    session.save()
    paths = {"matrix": f"/cong-viec-hoi/da-giao/{issues[-1].pk}/", "month": "/cong-viec-hoi/thang/"}
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    queries = {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        if answer.status_code != 200:
            sys.exit(f"{path} answers {answer.status_code}")
        queries[name] = len(seen)
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "paths": paths,
        "queries": queries,
    }


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench union", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--issues", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(fill(options.issues)))
        return
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database("sqlite") as url:
        env = {"DATABASE_URL": url, "PIEU_VAR": var, "STATIC_ROOT": f"{var}/static", "LOG_LEVEL": "ERROR"}
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
        filled = subprocess.run(
            [sys.executable, "-m", "bench.union", "--fill", "--issues", str(options.issues)],
            cwd=ROOT, env=os.environ | env, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        data = json.loads(filled.stdout.splitlines()[-1])
        headers = {"Cookie": data["cookie"]}
        with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
            print(f"\n### union, sqlite: {COMMUNES} communes, {options.issues:,} issues a year\n")
            targets = [
                Target(name, pieu, [Request(path, headers=headers)]) for name, path in data["paths"].items()
            ]
            print(
                compare(
                    Target("hello", hello, [Request("/")]),
                    targets,
                    rounds=options.rounds,
                    seconds=options.seconds,
                )
            )
    print("\n| page | queries, with session and person | most, without these two |\n|---|---|---|")
    for name, count in data["queries"].items():
        print(f"| {name} | {count} | {MOST_QUERIES} |")
    print(f"\n{machine()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
