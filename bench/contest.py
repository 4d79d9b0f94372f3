"""Measure how many contest entries a second are accepted, and how long it takes to close 30,000.

An entry is what a member does: POST start, then POST submit with ten answers and a prediction, each person once, over the API
with her own token. 30,000 people; afterwards the round is filled up to 30,000 entries, ended and closed.

`./run bench contest [--databases postgres] [--seconds 60] [--connections 32] [--people 30000]`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.harness import (
    HELLO,
    PIEU,
    ROOT,
    Request,
    Server,
    Target,
    cpu_seconds,
    database,
    drive,
    gunicorn,
    machine,
    manage,
)

QUESTIONS = 10
TARGET_A_SECOND, TARGET_CLOSING = 200, 10
OPENS_IN = 20


# --- In a process of its own, over the benchmark's database --------------------------------------------------------


def fill(people: int) -> dict:
    """Create a contest with a round that opens soon, and people with tokens. Return the data for the client."""
    import django

    django.setup()
    from datetime import timedelta

    from django.utils import timezone

    from courses.contests.actions.contests import (
        add_round,
        announce_contest,
        commit_round,
        create_contest,
        put_questions,
    )
    from courses.contests.enums import Prediction
    from members.acting import Actor
    from members.branches.enums import MembershipState
    from members.models import ApiToken, Branch, Membership, RoleGrant, User
    from members.roles.enums import Role
    from members.signing_in.enums import Scope
    from members.signing_in.token_authentication import hash_token

    branch = Branch.objects.create(name="Hội thử tải", level="province", path="/1/")
    Branch.objects.filter(pk=branch.pk).update(path=f"/{branch.pk}/")
    branch.refresh_from_db()
    now = timezone.now()
    organiser = User.objects.create(card_number="10000008", password="!")
    RoleGrant.objects.create(user=organiser, role=Role.OFFICER, branch=branch)
    members = User.objects.bulk_create(
        [
            User(
                card_number=f"2{n:07}",
                phone=f"+8498{n:07}",
                phone_verified_at=now,
                password="!",
                full_name="Lò Thị Thử",
            )
            for n in range(people)
        ],
        batch_size=2_000,
    )
    Membership.objects.bulk_create(
        [
            Membership(user=user, branch=branch, state=MembershipState.CONFIRMED, decided_at=now)
            for user in members
        ],
        batch_size=5_000,
    )
    ApiToken.objects.bulk_create(
        [
            ApiToken(
                user=user,
                key_hash=hash_token(f"{n:040x}"),
                scopes=Scope.LEARNING,
                expires_at=now + timedelta(days=1),
                last_used_at=now,
            )
            for n, user in enumerate(members)
        ],
        batch_size=5_000,
    )
    actor = Actor.of(organiser)
    contest = create_contest(actor=actor, branch=branch, title="Thử tải", rules="", who="members")
    announce_contest(actor=actor, contest=contest)
    opens_at = timezone.now() + timedelta(seconds=OPENS_IN)
    round_ = add_round(
        actor=actor, contest=contest, opens_at=opens_at, closes_at=opens_at + timedelta(days=1), time_limit_seconds=1200,
        entries_per="unlimited", ranking=["right", "prediction", "early"], prediction=Prediction.PARTICIPANTS,
        prizes=[{"from": 1, "to": 1, "name": "Giải nhất", "amount": 500_000}],
    )  # fmt: skip
    put_questions(actor=actor, round_=round_, questions=[question(n) for n in range(QUESTIONS)])
    commit_round(actor=actor, round_=round_)
    return {"round": round_.pk, "opens_at": opens_at.timestamp()}


def question(number: int) -> dict:
    return {
        "key": f"q{number}",
        "kind": "one_choice",
        "text": f"Câu hỏi thứ {number} về quyền và nghĩa vụ của người bán hàng trên mạng là gì?",
        "choices": [
            {"key": key, "text": f"Câu trả lời {key} dài chừng này chữ", "fraction": 100 if key == "b" else 0}
            for key in "abcd"
        ],
    }


def close(wanted: int) -> dict:
    """Fill the round up to `wanted` entries, end and close it. Return the seconds of closing, and whether a recomputation agrees."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from courses.contests.actions.results import end_round
    from courses.contests.closing import close_round
    from courses.models import ContestEntry, ContestRound
    from members.acting import Actor
    from members.models import User

    round_ = ContestRound.objects.select_related("contest__branch").get()
    there = ContestEntry.objects.filter(submitted_at__isnull=False).count()
    entered = set(ContestEntry.objects.values_list("user_id", flat=True))
    others = (
        User.objects.filter(phone__isnull=False)
        .exclude(pk__in=entered)
        .values_list("pk", flat=True)[: wanted - there]
    )
    now = timezone.now()
    ContestEntry.objects.bulk_create(
        [
            ContestEntry(
                round=round_, user_id=user, number=1, started_at=now - timedelta(seconds=90 + n % 60),
                due_at=now + timedelta(minutes=10), submitted_at=now, prediction=n % 40_000,
                answers={f"q{q}": {"choice": "abcd"[(n * 7 + q * (n % 5)) % 4]} for q in range(QUESTIONS)},
            )
            for n, user in enumerate(others)
        ],
        batch_size=2_000,
    )  # fmt: skip
    count = ContestEntry.objects.filter(submitted_at__isnull=False).count()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE courses_contestentry")
    organiser = User.objects.get(card_number="10000008")
    round_ = end_round(actor=Actor.of(organiser), round_=round_, reason="Hết giờ thử tải")
    began = time.perf_counter()
    round_ = close_round(round_=round_)
    closing = time.perf_counter() - began
    began = time.perf_counter()
    with open(os.devnull, "w") as out:
        call_command("recompute_round", str(round_), stdout=out)
    return {
        "entries": count,
        "people": round_.participants,
        "closing": closing,
        "recomputing": time.perf_counter() - began,
    }


# --- The client ---------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """`entries` handed in, `took` seconds of each of their two requests, `bad` answers by status."""

    entries: int = 0
    seconds: float = 0
    took: list[float] = field(default_factory=list)
    bad: dict[int, int] = field(default_factory=dict)


async def enter_all(server: Server, round_id: int, people: range, seconds: float, connections: int) -> Run:
    parts, run = urlsplit(server.url), Run()
    numbers = iter(people)
    began = time.perf_counter()
    submission = {
        "answers": {f"q{n}": {"choice": "abcd"[n % 4]} for n in range(QUESTIONS)},
        "prediction": 30_000,
    }
    body = json.dumps(submission)

    async def member() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)

        async def post(path: str, token: str, content: str = "") -> tuple[int, bytes]:
            nonlocal reader, writer
            sent = time.perf_counter()
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Token {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n{content}".encode()
            )
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            status = int(head[9:12])
            lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
            answer = await reader.readexactly(int(lines[b"content-length"]))
            run.took.append(time.perf_counter() - sent)
            if status != 200:
                run.bad[status] = run.bad.get(status, 0) + 1
            if lines.get(b"connection") == b"close":
                writer.close()
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            return status, answer

        for number in numbers:
            if time.perf_counter() - began >= seconds:
                break
            token = f"{number:040x}"
            status, answer = await post(f"/api/v1/contest-rounds/{round_id}/start/", token)
            if status != 200:
                continue
            entry = json.loads(answer)["id"]
            status, _answer = await post(f"/api/v1/contest-entries/{entry}/submit/", token, body)
            run.entries += status == 200
        writer.close()

    await asyncio.gather(*(member() for _ in range(connections)))
    run.seconds = time.perf_counter() - began
    return run


def child(env: dict[str, str], *args: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "bench.contest", *args],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench contest", description=__doc__)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--close", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="postgres")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--threads", type=int, default=4, help="of each of the two workers")
    parser.add_argument("--people", type=int, default=30_000)
    options = parser.parse_args(argv)
    if options.fill or options.close:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(fill(options.fill) if options.fill else close(options.close)))
        return
    for kind in options.databases.split(","):
        measure(kind, options)


def measure(kind: str, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database(kind) as url:
        env = {
            "DATABASE_URL": url,
            "PIEU_VAR": var,
            "PIEU_DEMO": "0",
            "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": f"{var}/static",
        }
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
        with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env, threads=options.threads) as pieu:
            anchor = Target("hello", hello, [Request("/")])
            made = child(env, "--fill", str(options.people))
            hellos = [drive(anchor, seconds=4, connections=options.connections).per_second]
            time.sleep(max(0.0, made["opens_at"] - time.time() + 0.5))
            # The first requests of a process read its code; the last people take these upon themselves.
            warming = max(1, options.people // 20)
            asyncio.run(
                enter_all(
                    pieu,
                    made["round"],
                    range(options.people - warming, options.people),
                    4,
                    options.connections,
                )
            )
            before = cpu_seconds(pieu.pid)
            run = asyncio.run(
                enter_all(
                    pieu, made["round"], range(options.people - warming), options.seconds, options.connections
                )
            )
            used = cpu_seconds(pieu.pid) - before
            hellos.append(drive(anchor, seconds=4, connections=options.connections).per_second)
        closed = child(env, "--close", str(options.people))
    print(f"\n### contest, {kind}: two requests an entry, {options.connections} connections, 2 workers\n")
    print("\n".join(_report(run, hellos, used, closed)))


def _report(run: Run, hellos: list[float], used: float, closed: dict) -> Iterator[str]:
    rate, hello = run.entries / run.seconds, statistics.mean(hellos)
    ordered = sorted(run.took)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    yield "| what | seen | target |"
    yield "|---|---|---|"
    yield f"| entries a second, for {run.seconds:.0f} s | {rate:,.0f} | {TARGET_A_SECOND}{_missed(rate < TARGET_A_SECOND)} |"
    yield f"| ratio to hello ({hello:,.0f}/s before and after) | {rate / hello:.4f} | |"
    yield f"| CPU of the web server an entry | {used / max(1, run.entries) * 1e3:.1f} ms | |"
    yield f"| a request, half of them and 99 in 100 | {half * 1e3:.0f} ms, {most * 1e3:.0f} ms | |"
    yield f"| refused or broken | {sum(run.bad.values())} {run.bad or ''} | 0 |"
    seconds = closed["closing"]
    yield f"| closing {closed['entries']:,} entries | {seconds:.1f} s | {TARGET_CLOSING} s{_missed(seconds > TARGET_CLOSING)} |"
    yield f"| computing the list again, to the byte | {closed['recomputing']:.1f} s | |"
    yield f"\n{machine()}; the load beside it: {os.getloadavg()[1]:.1f} over five minutes."


def _missed(is_missed: bool) -> str:
    return ": **missed**" if is_missed else ""


if __name__ == "__main__":
    main(sys.argv[1:])
