"""The project follows its own rules: imports, migrations, settings, templates, style."""

from __future__ import annotations

import ast
import fcntl
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.text import smart_split

from backend.common import checks
from backend.common.errors import DomainError
from backend.settings import INSTALLED_APPS
from tests.apps import apps, installed_packages, root_packages
from tests.live import ROOT, project_env
from tests.quick import some_of

PRODUCTION = {
    "PIEU_ENV": "production",
    "SECRET_KEY": "k3-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "LABEL_KEYS": "1:" + "0123456789abcdef" * 4,
    "BADGE_KEYS": "1:" + "fedcba9876543210" * 4,
    "LOG_KEYS": "1:" + "02468ace13579bdf" * 4,
    "PUBLIC_ORIGIN": "https://pieu.example.vn",
    "SMS_BACKEND": "http",
    "SMS_HTTP_URL": "https://sms.example.vn/send",
    "SMS_HTTP_TOKEN": "token",
    "DATABASE_URL": "sqlite:///:memory:",
    "HELP_NUMBERS_CONFIRMED": "111,113,115",
}


# Functions with more than 15 branches (C901), each marked with a noqa. The list only shrinks: split what you change.
TOO_COMPLEX = {
    "backend/ledger/verify_pieu.py prehash",  # made from verifying/
    "backend/ledger/verifying/event_hashes.py prehash",  # one step of the standard's algorithm after the other
    "tests/traceability/legal/test_legal.py remove",  # one case per field
    "traceability/epcis/hashing.py prehash",
}


def project_files(*suffixes: str) -> list[Path]:
    """Return files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def python(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args], cwd=ROOT, env=project_env(**env), capture_output=True, text=True, timeout=900
    )


def test_imports_run_one_way():
    # In a process of its own: it sets up logging so that every logger that was there before it falls silent.
    done = python(
        "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_is_in_each_list_of_them():
    """`root_packages` is the only list; settings and import-linter's contracts repeat its names."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = {each["name"]: each for each in tomllib.load(file)["tool"]["importlinter"]["contracts"]}
    rooms = {f"backend.{path.parent.name}" for path in ROOT.glob("backend/*/apps.py")}
    layers = contracts["Between apps: news and imports run one way"]["layers"]
    found = {name for layer in layers for name in re.split(r"[ |:]+", layer)}
    assert found - {"backend.urls"} == rooms | set(apps())
    assert set(contracts["Inside an app and a trade: from the door to the facts"]["containers"]) == (
        rooms | set(apps()) | {f"{app}.*" for app in apps()} | {"backend.law.*", "orders.payments.ways.*"}
    )
    assert set(contracts["Pictures are drawn without the apps"]["forbidden_modules"]) == set(
        installed_packages()
    )
    assert {name for name in INSTALLED_APPS if name.partition(".")[0] in root_packages()} == rooms | set(
        apps()
    )
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} - {"tests"} == set(apps())


@pytest.mark.django_db
@pytest.mark.databases
def test_models_and_migrations_agree(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail("a migration is missing:\n" + capsys.readouterr().out)


# An engine, SQL of the test's own, row locks, a driver, or the errors of a database.
NAMES_A_DATABASE = re.compile(
    r"\.vendor\b|\bcursor\(|\bRawSQL\b|\bselect_for_update\b|\bpsycopg\b"
    r"|\b(?<!sqlite3\.)(?:Integrity|Data|Operational)Error\b"
)
RUNS_ELSEWHERE = re.compile(r"^pytestmark = .*mark\.(?:crash|e2e|load|install)\b", re.MULTILINE)


def test_modules_that_name_a_database_run_on_both():
    """The gate runs on PostgreSQL only the quick tests that are marked `databases`."""
    unmarked = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text("utf-8")
        if (
            NAMES_A_DATABASE.search(source)
            and "mark.databases" not in source
            and not RUNS_ELSEWHERE.search(source)
        ):
            unmarked.append(str(path.relative_to(ROOT)))
    assert unmarked == []


def test_migrations_are_named_by_hand():
    names = [path.name for path in ROOT.glob("**/migrations/0*.py") if ".venv" not in path.parts]
    assert [
        name for name in names if re.search(r"_auto_\d|_and_more\.py$|_alter_\w+_\w+_\w+_\w+", name)
    ] == []


def test_migrations_import_only_modules_that_stay_where_they_are():
    """Models and trades move; a migration that named one of their functions would no longer load."""
    operations = {
        "backend.common.append_only",
        "backend.common.change_tokens",
        "backend.common.partitions",
        "backend.common.text_index",
        "backend.common.word_index",
        "backend.ledger.queue",
        # Pure functions over citations, and names of kinds.
        "backend.law.library.enums",
        "backend.law.library.references",
        "backend.law.library.uris",
    }
    others = set()
    for path in ROOT.glob("**/migrations/0*.py"):
        if ".venv" not in path.parts:
            app = ".".join(path.relative_to(ROOT).parts[:-2])
            found = re.findall(r"^\s*(?:import|from) ([\w.]+)", path.read_text(), re.M)
            ours = {name for name in found if name.partition(".")[0] in root_packages()}
            others |= {(app, name) for name in ours - operations - {f"{app}.keys", f"{app}.choices"}}
    assert others == set()


@pytest.mark.load  # a process for one question
def test_production_settings_pass_djangos_deployment_check(tmp_path):
    done = python(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", PIEU_VAR=str(tmp_path), **PRODUCTION
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_deployment_check_names_what_runs_but_serves_nobody(settings):
    """Addresses that no label may carry, codes that can't be delivered, demo data on a public server."""
    settings.PIEU_DEMO, settings.SMS_BACKEND, settings.SMS_HTTP_URL = (
        False,
        "http",
        "https://sms.example.vn/send",
    )
    for origin, is_named in (
        ("https://pieu.example.vn", False),
        ("http://127.0.0.1:8000", True),
        ("https://localhost", True),
        ("https://[::1]", True),
        ("https://pieu.local", True),
        ("https://203.0.113.9", True),
    ):
        settings.PUBLIC_ORIGIN = origin
        assert [each.id for each in checks.check_origin(None)] == ["pieu.W001"] * is_named, origin
    assert checks.check_messages(None) == checks.check_demo(None) == []
    settings.SMS_HTTP_URL = ""
    assert [each.msg.partition(":")[0] for each in checks.check_messages(None)] == ["SMS_HTTP_URL is empty"]
    settings.PIEU_DEMO, settings.SMS_BACKEND = True, "console"
    assert [each.id for each in (*checks.check_messages(None), *checks.check_demo(None))] == [
        "pieu.W002",
        "pieu.W003",
    ]


@pytest.mark.parametrize("secret", some_of(["SECRET_KEY", "LABEL_KEYS", "BADGE_KEYS", "LOG_KEYS"], 1))
def test_production_does_not_start_without_its_secrets(tmp_path, secret):
    done = python("manage.py", "check", PIEU_VAR=str(tmp_path), **{**PRODUCTION, secret: ""})
    assert done.returncode == 1
    assert f"  {secret}: cần một giá trị khi chạy thật" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_variable_is_documented_for_the_operator():
    read = re.compile(
        r"""\b(?:env|env_\w+|environment\.\w+|local_secret|numbered_keys|environ\.get)\(\s*["']([A-Z][A-Z0-9_]+)["']"""
    )
    places = (ROOT / "backend/settings.py", ROOT / "deploy/gunicorn.conf.py")
    wanted = {name for place in places for name in read.findall(place.read_text())}
    rows = [line for line in (ROOT / "docs/operate.md").read_text().splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall("`([A-Z][A-Z0-9_]+)`", row)}
    assert len(wanted) > 30
    assert sorted(wanted - documented) == []


def test_ruff_finds_nothing():
    done = python("-m", "ruff", "check", "--no-cache", "--quiet", "--output-format", "concise", ".")
    assert done.stdout == ""


def test_only_listed_functions_are_complex():
    done = python(
        "-m", "ruff", "check", "--no-cache", "--select", "C901", "--ignore-noqa", "--output-format", "json", "."
    )  # fmt: skip
    found = {
        f"{Path(each['filename']).relative_to(ROOT).as_posix()} {each['message'].split('`')[1]}"
        for each in json.loads(done.stdout)
    }
    assert found == TOO_COMPLEX


def test_ruff_would_reformat_nothing():
    done = python("-m", "ruff", "format", "--no-cache", "--check", "--quiet", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.types
def test_types_agree(tmp_path):
    """The results of the last run are reused. Two runs at once would write the same files: the second has its own."""
    lasting = ROOT / "var/mypy"
    lasting.mkdir(parents=True, exist_ok=True)
    with (lasting / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            cache = lasting
        except BlockingIOError:
            cache = tmp_path
        done = python("-m", "mypy", "--cache-dir", str(cache), *root_packages())
        if done.returncode and cache == lasting:
            # A model that gained a relation from another app isn't checked again: the cached result may be outdated.
            shutil.rmtree(lasting)
            done = python("-m", "mypy", "--cache-dir", str(tmp_path), *root_packages())
    assert done.returncode == 0, done.stdout + done.stderr


def test_templates_have_no_inline_handler_or_style():
    """The content security policy would drop them without a message."""
    handler = re.compile(r"<[a-z][^<>]*\s(?:on[a-z]+|style)\s*=|href=[\"']javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0][:60]}"
        for path in project_files(".html")
        if "tests" not in path.parts
        for match in [handler.search(path.read_text())]
        if match
    ]
    assert found == []


def test_templates_are_formatted():
    """Fix with: djangofmt FILES; djade --target-version 6.1 FILES."""
    tools = Path(sys.executable).parent
    files = [str(path) for path in project_files(".html")]
    for command in (
        [tools / "djangofmt", "--check", "--quiet"],
        [tools / "djade", "--check", "--target-version", "6.1"],
    ):
        done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


# How many lines of a template are longer than LONGEST_LINE. The list may only become shorter.
LONGEST_LINE = 160
LONG_LINES: dict[str, int] = {}


def test_template_lines_are_short():
    """A longer line hides what changed in a diff. Break it, or move arguments of a tag into `with` or a variable."""
    counts = {
        str(path.relative_to(ROOT)): sum(len(line) > LONGEST_LINE for line in path.read_text().splitlines())
        for path in project_files(".html")
    }
    assert len(counts) > 500
    assert {name: count for name, count in counts.items() if count} == LONG_LINES


# Names whose values aren't states: a template may compare them with a string.
NOT_STATES = {
    "GET": "the query of the address",
    "LANGUAGE_CODE": "the reader's language",
    "MFA_SUPPORTED_TYPES": "ways of signing in that allauth offers",
    "align": "an HTML attribute",
    "here": "the tab that is open",
    "language": "the reader's language",
    "level_tag": "Django's level of a message",
    "name": "a form field",
    "scale": "the size of letters, from the address",
    "tags": "marks of an allauth element",
    "tone": "the colour that an including template asks for",
    "type": "an HTML attribute",
}

# How many comparisons with a string a template still has. The list may only become shorter.
STRING_COMPARISONS: dict[str, int] = {}


def string_comparisons(source: str) -> list[str]:
    """Return the names or attributes that `if` and `elif` tags compare with a string by ==, != or in, except NOT_STATES."""
    found = []
    for tag in re.finditer(r"{%\s*(?:el)?if\s(.*?)%}", source, re.DOTALL):
        words = list(smart_split(tag[1]))
        for place, operator in enumerate(words):
            if operator not in ("==", "!=", "in"):
                continue
            left = words[place - 2] if words[place - 1] == "not" else words[place - 1]
            right = words[place + 1]
            names = [side.split("|")[0].split(".")[-1] for side in (left, right) if side[0] not in "\"'"]
            if len(names) < 2 and NOT_STATES.keys().isdisjoint(names):
                found.append(tag[1].strip())
    return found


def test_no_template_compares_a_state_with_a_string():
    """A property of the model or its presenter knows its states; a template asks `order.is_placed`, not `order.state == "placed"`.

    Any comparison with a string literal counts, whatever the variable or the last attribute before a filter is called,
    unless NOT_STATES has that name and says what it is instead of a state.
    """
    assert len(string_comparisons('{% if a.state == "x" or "y" != kind %}{% elif z not in "p q" %}')) == 3
    assert (
        string_comparisons('{% if field.name|slice:"-2:" == "_g" %}{% if a.state == b.state %}{{ x }}') == []
    )
    counts = {
        str(path.relative_to(ROOT)): len(string_comparisons(path.read_text()))
        for path in project_files(".html", ".txt", ".xml")
        if "templates" in path.parts
    }
    assert len(counts) > 500
    assert {name: count for name, count in counts.items() if count} == STRING_COMPARISONS


def test_every_blocktranslate_is_trimmed():
    """Without `trimmed`, indenting a template changes the msgid and silently drops the English."""
    tag = re.compile(r"{% *blocktrans(?:late)?\b(?:(?!%}).)*%}")
    tags = [
        (path.relative_to(ROOT), match[0])
        for path in project_files(".html", ".txt")
        if "templates" in path.parts
        for match in tag.finditer(path.read_text())
    ]
    assert len(tags) > 500
    assert [(str(path), text) for path, text in tags if "trimmed" not in text.split()] == []


def test_tree_names_no_machine():
    """Paths of one machine, and notes on how the work was organised, are of no use to a reader."""
    words = [
        "(?<![\\w.~])/(?:wo" + "rk|ro" + "ot|fa" + "rm)/",
        "bash" + "_jobs",
        "sub" + "agent",
        "pythonho" + "sted",
    ]
    pattern = re.compile("|".join(words))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files(
            ".py", ".md", ".html", ".js", ".css", ".toml", ".conf", ".service", ".txt", ".po", ""
        )
        for match in [pattern.search(path.read_text("utf-8", "replace"))]
        if match
    ]
    assert found == []


# Tone marks of oa, oe and uy stand on the second vowel: hoá, khoẻ, huỷ, tuỳ. These files quote others or know both forms.
OLD_TONES = re.compile(r"\b\w*(?:[òóỏõọ][ae]|(?<!q)[ùúủũụ]y)\b", re.IGNORECASE)
BOTH_SPELLINGS = {
    "backend/common/text.py",
    "courses/live/claims.py",
    "courses/quizzes/spelling.py",
    "members/data/units.json",  # official names
    "products/certificates/ocop.py",  # the decree's names of sets
    "products/search/actions.py",  # quotes one of them
}


def test_tone_marks_stand_on_the_second_vowel():
    wrong = []
    for path in project_files(".py", ".html", ".js", ".md", ".toml", ".json"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("tests/") or name in BOTH_SPELLINGS:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            wrong += [f"{name}:{number} {word}" for word in OLD_TONES.findall(line)]
    assert wrong == []


def test_no_room_becomes_a_drawer():
    drawers = {"utils", "helpers", "services", "misc", "common"}
    modules = {path.relative_to(ROOT).with_suffix("") for path in project_files(".py")}
    shared = {Path("backend/common"), Path("tests/common")}  # the ground of all apps
    assert [
        str(path) for path in {*modules, *(path.parent for path in modules)} - shared if path.name in drawers
    ] == []


def is_translated_at_once(value: ast.AST, plain: set[str]) -> bool:
    """Return whether building `value` translates it at once; the arguments of other functions don't count."""
    if isinstance(value, ast.Call):
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        return name in plain or (
            name in {"filled", "format_lazy", "str"}
            and any(is_translated_at_once(each, plain) for each in value.args)
        )
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod):
        return True
    return any(is_translated_at_once(each, plain) for each in ast.iter_child_nodes(value))


def test_notices_wait_for_their_readers_language():
    """Text that is translated before `notify` sets the recipient's language is in the sender's language."""
    notifiers = {
        "notify",
        "notify_each",
        "notify_learner",
        "notify_sellers",
        "notify_buyer",
        "_notify",
        "_notify_all",
        "_notify_people",
    }
    found, calls_seen = set(), 0
    for path in project_files(".py"):
        source = path.read_text()
        if path.relative_to(ROOT).parts[0] == "tests" or not re.search(r"\b_?notify\w*\(", source):
            continue
        tree = ast.parse(source)
        plain = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for name in node.names
            if name.name in {"gettext", "pgettext", "ngettext"}
        }
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            inside = list(ast.walk(function))
            calls = [
                node
                for node in inside
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in notifiers
            ]
            calls_seen += len(calls)
            texts: list[ast.AST] = [
                value for call in calls for value in (*call.args, *(word.value for word in call.keywords))
            ]
            names = {node.id for value in texts for node in ast.walk(value) if isinstance(node, ast.Name)}
            texts += [
                node.value
                for node in inside
                if isinstance(node, ast.Assign)
                and any(isinstance(to, ast.Name) and to.id in names for to in node.targets)
            ]
            found |= {
                f"{path.relative_to(ROOT)}:{value.lineno}"
                for value in texts
                if is_translated_at_once(value, plain)
            }
    assert calls_seen > 60
    assert sorted(found) == [], "use gettext_lazy, and fill it with backend.common.text.filled"


# Views and API code that catch a refusal themselves: how many times each, and why. All others use backend/common/submitting.py and
# the API's own handler. A form that turns a refusal into the error of its field is not counted.
OWN_REFUSALS: dict[str, tuple[int, str]] = {
    "backend/ledger/views.py": (
        2,
        "a witness's machine gets plain text; its form has one field for every refusal",
    ),
    "backend/webhooks/views.py": (3, "a reused key has a page of its own, and the secret is shown only once"),
    "courses/authoring/views/courses.py": (
        2,
        "a course that isn't ready lists its problems outside the form",
    ),
    "courses/authoring/views/home.py": (1, "the message is the page's own, whatever the refusal says"),
    "courses/authoring/views/uploads.py": (
        2,
        "the upload protocol has its own status; a refused file is deleted",
    ),
    "courses/contests/views/entries.py": (
        3,
        "the page or the next one, by the kind of refusal; EntryOnBehalf passes",
    ),
    "courses/contests/views/rounds.py": (2, "an import that is refused lists its lines"),
    "courses/live/views.py": (1, "a field has several sentences"),
    "courses/meetings/views.py": (1, "the outbox reads the refusal above the form, also one with a field"),
    "courses/offline/views/offline.py": (2, "the others of the batch are taken; a form is no batch"),
    "courses/packs/views.py": (2, "a reused key has a page of its own"),
    "courses/question_banks/views/question_banks.py": (2, "an import that is refused lists its lines"),
    "courses/question_banks/views/question_edit.py": (
        3,
        "the editor is no Django form: it places its errors itself",
    ),
    "orders/bank/views/hook.py": (2, "a bank's machine gets JSON"),
    "orders/basket/views/checkout.py": (3, "an unproven phone asks for a code; the limit counts orders only"),
    "orders/exchanges/views.py": (1, "nothing to ask is an answer too"),
    "orders/orders/views/proving.py": (1, "the code is sent without a form that is filled in"),
    "orders/payments/ways/card/views/hook.py": (2, "Stripe's machine gets JSON; a forged event is counted"),
    "products/certificates/views.py": (3, "a photo is deleted with its refusal, which is raised again"),
    "products/imports/views.py": (1, "the upload protocol gets plain text"),
    "traceability/diary/views/diary.py": (1, "a photo is deleted; the outbox gets JSON and Retry-After"),
    "traceability/diary/views/paper.py": (2, "the sheet has errors for each of its lines"),
    "traceability/inquiries/views.py": (3, "a serial that is none gets a page of its own"),
    "traceability/inspection/views/inspection_checks.py": (2, "a broken bundle changes the whole page"),
    "traceability/inspection/views/inspections.py": (1, "an inspection that is over has a page of its own"),
    "traceability/labels/views/label_prints.py": (1, "a sheet that is closed leads back to its entry"),
    "traceability/labels/views/labels.py": (1, "a label that can't be drawn has no picture: 404"),
    "traceability/legal/views/e_labels.py": (1, "the list is shown again from its filter"),
    "traceability/scans/views/scans.py": (2, "a code that isn't ours is answered by its kind"),
    "courses/quizzes/api/quizzes.py": (1, "an answer among others is refused alone"),
    "orders/basket/api.py": (1, "answered, not raised: the count of tries must stay"),
    "orders/exchanges/api.py": (1, "a page's field becomes the place in the request"),
    "orders/orders/api/orders.py": (3, "a page's field becomes the place in the request"),
    "traceability/events/api.py": (2, "the pages' day is the field event_time here"),
    "orders/orders/api/orders_by_ref.py": (1, "answered, not raised: the count of tries must stay"),
    "traceability/inquiries/api.py": (1, "answered, not raised: the shared count must stay"),
}


def is_refusal(kind: ast.expr | None, names: dict[str, object]) -> bool:
    """Return whether a handler of `kind` in a module with `names` catches a DomainError or some of them."""
    if isinstance(kind, ast.Tuple):
        return any(is_refusal(each, names) for each in kind.elts)
    if isinstance(kind, ast.Attribute) and isinstance(kind.value, ast.Name):
        caught = getattr(names.get(kind.value.id), kind.attr, None)
    else:
        caught = names.get(kind.id) if isinstance(kind, ast.Name) else None
    return isinstance(caught, type) and issubclass(caught, DomainError)


def test_pages_and_api_show_refusals_in_one_way():
    found = Counter()
    for path in project_files(".py"):
        name = path.relative_to(ROOT).with_suffix("").as_posix()
        if {"views", "api"}.isdisjoint(name.split("/")) or name.startswith(("tests/", "backend/common/")):
            continue
        source = path.read_text()
        handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]
        if handlers:
            names = vars(import_module(name.replace("/", ".").removesuffix(".__init__")))
            found[f"{name}.py"] = sum(is_refusal(handler.type, names) for handler in handlers)
    assert {name: count for name, count in found.items() if count} == {
        name: count for name, (count, _reason) in OWN_REFUSALS.items()
    }


def test_api_reads_requests_in_one_way():
    """Only the shared function calls is_valid(raise_exception=True)."""
    found = Counter(
        path.relative_to(ROOT).as_posix()
        for path in project_files(".py")
        if path.relative_to(ROOT).parts[0] != "tests" and "raise_exception" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "raise_exception"
    )
    assert found == {"backend/common/api/validation.py": 2}
