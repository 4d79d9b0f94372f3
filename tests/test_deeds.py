"""Acts for a member are stored as the member's, on behalf of, with readable text: every act is in the ledger."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.ledger import acts
from members.people.enums import AccountChangeKind
from tests.apps import apps
from tests.live import ROOT

# Acts that need no entry of their own, and why.
NO_ENTRY = {
    "record_share": "a milestone, which its own table holds",
    "ask_for_english": "a notice to the officers",
    "add_photo": "nobody sees a photo before it is put on a product, paper or portrait, which is kept",
    "preview_e_labels": "looks, and changes nothing",
    "send_phone_code": "refused in làm hộ",
    "request_erasure": "refused in làm hộ",
    "cancel_erasure": "refused in làm hộ",
    "mark_read": "not done in làm hộ",
    "keep_query": "a question of her own software's, which changes nothing of anybody's",
    "delete_query": "a question of her own software's, which changes nothing of anybody's",
    "device_key": "refused in làm hộ",
    "start_entry": "refused in làm hộ",
    "submit_entry": "refused in làm hộ",
    "save_answers": "in an entry that nobody can begin for her",
    "keep_voice": "nobody hears it before it asks or answers, which is kept",
    "take_records": "each record is carried out by an act that is kept",
    "take_record": "the same",
    "ready_pack": "nothing is taken in before publish_pack, which is kept",
    "check_table": "a look at a table, which makes nothing",
    "store_table": "the result of that look",
    "check_import": "both",
    "note_seen": "that a duty officer opened an alarm; taking it is kept",
    "follow_records": "states each receipt that moves (write_states), in the transaction of its record",
    "carry_over": "states each report that moves (write_states), in the merger's transaction",
    "request_cards": "draws cards of an import that is kept, and changes nothing",
    "count_hands": "kept with the meeting's record, when it ends",
    **dict.fromkeys(
        ("create_contest", "edit_contest", "announce_contest", "add_round", "edit_round", "put_question", "put_questions",
         "questions_in", "remove_question"),
        "a contest's words and questions are kept when its round is committed to",
    ),
}  # fmt: skip
# Trainers' texts are recorded when they are published: the version's hash covers them all.
DRAFTING = (
    "/arranging.py", "/pictures.py", "/question_banks/actions.py", "/quizzes.py", "/uploads.py", "/writing.py",
)  # fmt: skip
KEPT_AT_ONCE = {"add_author", "remove_author", "retire_course", "reopen_course"}
# Kinds that are never written for a member.
NEVER_FOR_HER = {"member.erased", "contest.closed", "product.forgotten"}


def functions(app: str) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if path.name != "actions.py" and "actions" not in path.parts:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                yield path, node


def called_in(node: ast.FunctionDef) -> set[str]:
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {
        func.id if isinstance(func, ast.Name) else func.attr
        for func in calls
        if isinstance(func, (ast.Name, ast.Attribute))
    }


def is_act(node: ast.FunctionDef) -> bool:
    return not node.name.startswith("_") and "actor" in {each.arg for each in node.args.kwonlyargs}


@pytest.mark.slow
def test_every_act_with_an_actor_writes_into_the_ledger():
    found = [(path, node) for app in apps() for path, node in functions(app)]
    writing = {"append_entry", "append_entries"}
    calls: dict[str, set[str]] = {}
    for _path, node in found:
        calls.setdefault(node.name, set()).update(called_in(node))
    grew = True
    while grew:
        more = {name for name, used in calls.items() if name not in writing and used & writing}
        writing |= more
        grew = bool(more)
    silent = {
        node.name: path.relative_to(ROOT).as_posix()
        for path, node in found
        if is_act(node)
        and node.name not in writing
        and node.name not in NO_ENTRY
        and not (
            path.as_posix().endswith(DRAFTING)
            and ROOT / "courses" in path.parents
            and node.name not in KEPT_AT_ONCE
        )
    }
    assert silent == {}


def kinds_written() -> set[str]:
    kinds = set()
    for app in apps():
        for path in sorted((ROOT / app).rglob("*.py")):
            source = path.read_text()
            if "append_entry" not in source and "note_help" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("append_entry", "note_help"):
                    kinds |= {
                        each.value.value
                        for each in node.keywords
                        if each.arg == "kind" and isinstance(each.value, ast.Constant)
                    }
    return kinds


@pytest.mark.slow
def test_every_kind_of_entry_has_words_for_the_member():
    kinds = kinds_written() | {f"account.{kind}" for kind in AccountChangeKind}
    assert len(kinds) > 30
    assert sorted(kind for kind in kinds - NEVER_FOR_HER if not acts.has_words(kind)) == []


@pytest.mark.parametrize(
    "kind", ["producer.joined", "labels.shifted", "inquiry.answered", "certificate.changed"]
)
def test_words_are_a_phrase_and_not_the_kind(kind):
    assert kind not in str(acts.words_for(kind))
    assert acts.words_for(kind) != acts.words_for("nothing.known")
