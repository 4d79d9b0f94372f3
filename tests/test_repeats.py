"""A phone that lost the answer sends again: every POST carries a key, or is listed here with the reason why it may repeat."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from backend.api import KEYLESS, router
from tests.api import schema
from tests.apps import apps, installed_packages

# Views whose second POST has no further effect, and why.
REPEATABLE = {
    "traceability.inspection.views.inspection_checks.check": "compares what was sent with the log, and keeps nothing",
    "traceability.inspection.views.inspections.bundle": "hands a file out, and each time that it was taken is kept as a look",
    "backend.ledger.views.add_cosignature": "the same line under the same checkpoint is kept once, and answered alike",
    "courses.contests.views.entries.entry": "the same answer to the same question is kept as it was",
    "courses.contests.views.entries.hand_in": "what is handed in stays handed in",
    "orders.bank.views.hook.take_message": "each transfer is kept once by the number its feed gave it, and answered alike",
    "orders.payments.ways.card.views.hook.take_event": "each event is kept once by Stripe's number, and answered alike",
    "orders.payments.ways.card.views.cards.pay": "an order has one open page at Stripe, and this leads to it again",
    "orders.basket.views.basket.add": "sets how many pieces are in the basket",
    "orders.basket.views.basket.again_from_scan": "sets how many pieces are in the basket",
    "orders.basket.views.basket.again": "sets how many pieces are in the basket, as many as the order had",
    "orders.basket.views.basket.change": "sets the numbers of the basket as they were typed",
    "orders.basket.views.checkout.set_place": "the place that was said stays said",
    "orders.basket.views.checkout.another_code": "within a minute of a code no other is sent",
    "union.questions.views.asking.another_code": "within a minute of a code no other is sent",
    "members.notices.views.open_notice": "what is read stays read, and it leads to the same page",
    "members.people.views.profile.erase": "takes her PIN each time, and stays the day that was said first",
    "members.people.views.profile.keep": "an account that is kept stays kept",
    "members.people.views.profile.prove_phone": "a code proves once; sent again it leads to the profile",
    "members.signing_in.views.recovery.ask_code": "with the answer the session was lost that the code is typed in, so another code is"
    " wanted; it replaces the first, three an hour",
    "members.signing_in.views.recovery.reset_by_code": "a code works once; who is signed in by it is led on",
    "members.signing_in.views.recovery.use_ticket": "the same paper and PIN within ten minutes are answered as the first time",
    "members.signing_in.views.signing_in.forget": "a tile that is gone stays gone",
    "members.signing_in.views.signing_in.sign_out": "nobody is signed in any more",
    "members.signing_in.views.signing_in.switch_person": "nobody is signed in any more",
    "members.signing_in.views.tokens.api_token": "the token was in the lost answer alone: it is listed and can be revoked; revoking ends nothing twice",
}


def views(patterns: Any = None) -> Iterator[Callable[..., Any]]:
    """Return the project's own views; views of libraries are tested there."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            view = inspect.unwrap(each.callback)
            if (
                inspect.isfunction(view)
                and view.__module__.partition(".")[0] in installed_packages()
                and ".api" not in view.__module__
            ):
                yield view
        else:
            yield from views(each.url_patterns)


def module_of(view: Callable[..., Any]) -> dict[str, ast.FunctionDef]:
    return functions_of(inspect.getsourcefile(view) or "")


@cache
def functions_of(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(Path(path).read_text())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def decorators(node: ast.FunctionDef) -> str:
    return " ".join(ast.unparse(each) for each in node.decorator_list)


def takes_post(node: ast.FunctionDef) -> bool:
    decorated = decorators(node)
    return "require_safe" not in decorated and ("POST" in decorated or "require_" not in decorated)


def has_key(
    node: ast.FunctionDef, module: dict[str, ast.FunctionDef], visited: frozenset[str] = frozenset()
) -> bool:
    """Return whether the view uses its key, or calls a function of its module that does."""
    if "idempotent" in decorators(node).split():
        return True
    called = {
        each.func.id
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    }
    if called & {"run_once", "answer_once", "key_of"}:
        return True
    return any(has_key(module[name], module, visited | {name}) for name in (called & module.keys()) - visited)


def name_of(view: Callable[..., Any]) -> str:
    return f"{view.__module__}.{view.__name__}"


@cache
def posts() -> dict[str, bool]:
    """Return every view that takes a POST, and whether it has a key."""
    found = {}
    for view in views():
        module = module_of(view)
        node = module.get(view.__name__)
        if node is not None and takes_post(node):
            found[name_of(view)] = has_key(node, module)
    return found


@pytest.mark.slow
def test_every_post_has_a_key_or_a_reason():
    found = posts()
    assert len(found) > 60
    assert sorted(name for name, keyed in found.items() if not keyed and name not in REPEATABLE) == []


def test_every_reason_is_still_needed():
    found = posts()
    assert sorted(name for name in REPEATABLE if found.get(name)) == []


# --- Forms: they contain the key --------------------------------------------------------------------------------------

# Forms without a view of ours in their action, or sent by their script, and why they need no key.
KEYLESS_FORMS = {
    "traceability/inspection/check.html": "compares what was sent with the log, and keeps nothing",
    "theme/language.html": "Django's set_language: what is chosen stays chosen",
    "courses/contests/entry.html": "the same answer to the same question is kept as it was",
    "courses/contests/hand_in.html": "what is handed in stays handed in",
    "courses/quizzes/import.html": "shows what is in the file and keeps nothing",
    "courses/offline/ask.html": "its script puts it into the outbox, which gives it a key",
    "account/login.html": "allauth's: signs in",
    "account/signup.html": "allauth's: a number that was sent a code just now is led on",
    "traceability/scans/origin/page.html": "a scan: a device counts once a day, and a place said later is added to it",
}
LIBRARIES = ("account_", "mfa_", "usersessions_")
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S)
ACTION = re.compile(r'<form\b[^>]*action="\{% url "([^"]+)"')


def view_names() -> dict[str, str]:
    """ "app:name" of an address -> its view."""
    found = {}

    def walk(patterns: Any, space: str) -> None:
        for each in patterns:
            if isinstance(each, URLPattern):
                view = inspect.unwrap(each.callback)
                found[f"{space}{each.name}"] = f"{view.__module__}.{getattr(view, '__name__', '')}"
            else:
                walk(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)

    walk(get_resolver().url_patterns, "")
    return found


def test_every_form_carries_its_key_or_a_reason():
    names, keyless, count = view_names(), set(), 0
    for folder in (*apps(), *(f"backend/{room.name}" for room in Path("backend").iterdir())):
        root = Path(folder) / "templates"
        for file in sorted(root.rglob("*.html")):
            for form in FORM.findall(file.read_text()):
                count += 1
                action = ACTION.match(form)
                to = action[1] if action else ""
                if "{% idempotency_key" in form or to.startswith(LIBRARIES) or names.get(to) in REPEATABLE:
                    continue
                keyless.add(str(file.relative_to(root)))
    assert count > 200
    assert sorted(keyless) == sorted(KEYLESS_FORMS)


# --- The API: every POST supports the header --------------------------------------------------------------------------


def test_every_post_of_the_api_honours_a_key_or_says_why_not():
    posts = {}
    for prefix, viewset, _basename in router.registry:
        extra = [action.mapping["post"] for action in viewset.get_extra_actions() if "post" in action.mapping]
        for name in ("create", *extra):
            if method := getattr(viewset, name, None):
                posts[f"{viewset.__name__}.{name}"] = (prefix, hasattr(method, "honours_key"))
    assert len(posts) > 100
    assert sorted(name for name, (_prefix, is_keyed) in posts.items() if not is_keyed) == sorted(KEYLESS)


def test_the_description_of_the_api_names_the_key_at_every_post():
    paths = schema()["paths"]
    posts = {path: each["post"] for path, each in paths.items() if "post" in each}
    bare = [
        path
        for path, operation in posts.items()
        if not any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
    ]
    assert len(posts) > 100
    assert len(bare) == len(KEYLESS), bare
