"""How long 5,000 members of an Excel file take: preview, accounts, cards, and taking them back. `./run bench member_import`

A tenth of the rows name a chapter that is yet to be made, half have a phone. The aim is under 60 seconds until all
accounts are open.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time

from bench.lots import measured


def table(count: int) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Họ và tên", "Năm sinh", "Chi hội", "Số điện thoại", "Dân tộc"])
    letters = "ABCDEGHIKLMNOPQRST"
    for number in range(count):
        name = f"Lò Thị {letters[number % 18]} {letters[number // 18 % 18]} {letters[number // 324 % 18]}"
        phone = f"09{number:08}" if number % 2 else None
        sheet.append([name, 1950 + number % 50, f"bản số {number % 200}", phone, "Thái"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(count: int, undo: int) -> dict[str, float]:
    import django

    django.setup()
    from members.acting import Actor
    from members.branches.actions.branches import create_branch
    from members.branches.enums import BranchLevel
    from members.imports.actions.decisions import decide_rest
    from members.imports.actions.imports import start_import, undo_import
    from members.imports.actions.previews import check_import
    from members.imports.enums import Decision, ImportState
    from members.imports.making import chapter_part, make_import, make_part
    from members.imports.undoing import undo_part
    from members.models import RoleGrant, User
    from members.people.card_sheet import cards_pdf

    province = create_branch(actor=None, name="Hội LHPN tỉnh Sơn La", level=BranchLevel.PROVINCE)
    commune = create_branch(actor=None, name="Hội LHPN xã Thử", level=BranchLevel.COMMUNE, parent=province)
    officer = User.objects.create_user(full_name="Cà Thị Vân")
    RoleGrant.objects.create(user=officer, role="officer", branch=commune)
    actor, data, seconds = Actor.of(officer), table(count), {}

    def timed(name: str, begun: float) -> None:
        seconds[name] = time.perf_counter() - begun

    begun, work = time.perf_counter(), time.process_time()
    run = check_import(actor=actor, branch=commune, data=data, file_name="bench.xlsx", makes_chapters=True)
    timed("looked", begun)
    decide_rest(actor=actor, run=run, decision=Decision.OTHER)
    begun = time.perf_counter()
    start_import(actor=actor, run=run)
    parts, part = [], time.perf_counter()
    while chapter_part(run.pk) or make_part(run.pk):
        parts.append(time.perf_counter() - part)
        part = time.perf_counter()
    make_import.call(import_id=run.pk)
    timed("made", begun)
    seconds["longest"], seconds["work"] = max(parts), time.process_time() - work
    run.refresh_from_db()
    members = User.objects.filter(opened_by=officer)
    assert run.state == ImportState.DONE and members.count() == count, run.error
    begun = time.perf_counter()
    cards_pdf(members)
    timed("cards", begun)
    begun = time.perf_counter()
    check_import(actor=actor, branch=commune, data=data, file_name="bench.xlsx")
    timed("again", begun)
    begun = time.perf_counter()
    undo_import(actor=actor, run=run)
    timed("asked", begun)
    begun = time.perf_counter()
    undone = 0
    while undone < min(count, undo) and (part_of_it := undo_part(run.pk)):
        undone += part_of_it
    seconds["undone"] = (time.perf_counter() - begun) / undone * 1000
    return seconds


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench member_import", description=__doc__)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--undo", type=int, default=200, help="how many rows to take back")
    options = parser.parse_args(argv)
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(measure(options.rows, options.undo)))
        return
    print(
        f"\n### member_import: {options.rows:,} members of an Excel file (aim: under 60 s until all are in)\n"
    )
    print(
        "| database | preview, s | accounts, s | in all, s | of it processor time of Piêu, s | longest transaction, s | the file again, s | cards, s "
        "| asked to take back, s | taken back, ms a row |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    for kind in options.databases.split(","):
        it = measured("bench.member_import", kind, f"--rows={options.rows}", f"--undo={options.undo}")
        print(
            f"| {kind} | {it['looked']:.1f} | {it['made']:.1f} | {it['looked'] + it['made']:.1f} "
            f"| {it['work']:.1f} | {it['longest']:.2f} | {it['again']:.1f} | {it['cards']:.1f} | {it['asked']:.1f} | {it['undone']:.0f} |"
        )
    print("\nLoad of the machine afterwards, over a minute: " + f"{os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main(sys.argv[1:])
