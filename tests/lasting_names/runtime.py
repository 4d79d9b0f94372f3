"""Collect lasting names from the running project: addresses, API, tables, registries, commands, jobs and tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.management import get_commands, load_command_class
from django.db import connection, models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import autodiscover_modules, import_string

from backend.common import background, clock
from backend.ledger import acts, taking_up
from backend.webhooks import types
from members.own_data import exporting, records
from tests.api import schema
from tests.live import ROOT


def _own_apps() -> list[AppConfig]:
    return [
        each
        for each in apps.get_app_configs()
        if Path(each.path).is_relative_to(ROOT) and ".venv" not in Path(each.path).parts
    ]


# --- Addresses ---------------------------------------------------------------------------------------------------------


def addresses() -> set[str]:
    """Each address as the resolver has it, converters included, with its name and namespaces."""
    return set(_addresses(get_resolver(), "", ""))


def _addresses(resolver: URLResolver, before: str, spaces: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        path = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _addresses(each, path, f"{spaces}{each.namespace}:" if each.namespace else spaces)
        elif isinstance(each, URLPattern):
            yield f"/{path}  {spaces}{each.name}" if each.name else f"/{path}"


# --- The API -----------------------------------------------------------------------------------------------------------


def api_operations() -> set[str]:
    """One line an operation: method, path, operationId, parameters, body and answers."""
    found = set()
    for path, methods in schema()["paths"].items():
        for method, asked in methods.items():
            parameters = [
                f"{each['in']} {each['name']} {_plain(each.get('schema', {}))}"
                for each in asked.get("parameters", [])
            ]
            lines = [f"{method.upper()} {path}"]
            lines += [f"operationId {asked['operationId']}"]
            lines += sorted(parameters)
            if "requestBody" in asked:
                lines += [f"body {_contents(asked['requestBody'])}"]
            answers = {status: _contents(answer) for status, answer in sorted(asked["responses"].items())}
            lines += [
                f"{status} {answer}" for status, answer in answers.items() if "ErrorResponse" not in answer
            ]
            lines += [
                f"errors {' '.join(status for status, answer in answers.items() if 'ErrorResponse' in answer)}"
            ]
            found.update(f"{lines[0]}  {line}" for line in lines[1:])
    return found


def api_components() -> set[str]:
    """One line a field of a component: its name, whether it is required, and its shape."""
    found = set()
    for name, component in schema()["components"]["schemas"].items():
        if "properties" not in component:
            found.add(f"{name}  {_plain(component)}")
        required = component.get("required", [])
        for field, shape in component.get("properties", {}).items():
            found.add(f"{name}.{field}{' required' if field in required else ''}  {_plain(shape)}")
    return found


def _contents(answer: dict[str, Any]) -> str:
    return " ".join(
        f"{kind} {_plain(each.get('schema', {}))}" for kind, each in sorted(answer.get("content", {}).items())
    )


def _plain(shape: Any) -> str:
    return json.dumps(_without_words(shape), ensure_ascii=False, sort_keys=True)


def _without_words(shape: Any) -> Any:
    """`shape` without its titles and descriptions."""
    if isinstance(shape, dict):
        return {
            key: _without_words(value)
            for key, value in shape.items()
            if not (key in {"description", "title"} and isinstance(value, str)) and key != "x-spec-enum-id"
        }
    return [_without_words(each) for each in shape] if isinstance(shape, list) else shape


# --- The database --------------------------------------------------------------------------------------------------------


def tables() -> set[str]:
    """Models, tables, columns, constraints and indexes, and the values that columns with choices hold."""
    found = set()
    labels = {each.label for each in _own_apps()}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.app_label not in labels or not meta.managed:
            continue
        found.add(f"{meta.db_table}  model {meta.label_lower}")
        found |= {f"{meta.db_table}  constraint {each.name}" for each in meta.constraints}
        found |= {f"{meta.db_table}  index {each.name}" for each in meta.indexes}
        found |= {f"{meta.db_table}  permission {codename}" for codename, _words in meta.permissions}
        for field in meta.local_concrete_fields:
            column = f"{meta.db_table}.{field.column}"
            target = f" to {field.related_model._meta.db_table}" if field.is_relation else ""
            length = f" {field.max_length}" if field.max_length else ""
            found.add(f"{column}  {field.get_internal_type()}{length}{target}{' null' if field.null else ''}")
            found |= {f"{column}  holds {value!s}" for value, _words in field.flatchoices}
            if isinstance(field, models.FileField) and isinstance(field.upload_to, str):
                found.add(f"{column}  files in {field.upload_to}")
    return found


def triggers() -> set[str]:
    """Triggers, and tables that no model describes, of the migrated SQLite database."""
    known = set(connection.introspection.django_table_names())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('table', 'trigger', 'view')"
        )
        rows = cursor.fetchall()
    return {
        f"{kind} {name}" + (f" on {table}" if kind == "trigger" else "")
        for kind, name, table in rows
        if not (kind == "table" and name in known) and not name.startswith("sqlite_")
    }


# --- Registries ----------------------------------------------------------------------------------------------------------


def ledger_names() -> set[str]:
    """Kinds of entries that have words, kinds that are public, subjects under which rows were taken up."""
    return {
        *(f"kind {act.kind}" for act in acts.declared() if act.words is not None),
        *(f"public {act.kind}" for act in acts.declared() if act.public),
        *(f"taken up {each}" for each in taking_up._sources),
    }


def webhook_types() -> set[str]:
    return {kind for kind, _words in types.choices()} | {types.TEST}


def own_data() -> set[str]:
    """Sections of a member's own data, and the tables and columns of its rows."""
    return {
        *(f"section {each}" for each in exporting._sections),
        *(f"rows {each.key}.{column}" for each in records.tables() for column in each.columns),
    }


def commands() -> set[str]:
    """Commands of ours with their arguments."""
    found = set()
    names = {each.name for each in _own_apps()}
    django_own = {
        option for action in _parser("django.core", "migrate")._actions for option in action.option_strings
    }
    for name, app in get_commands().items():
        if app not in names:
            continue
        found.add(name)
        for action in _parser(app, name)._actions:
            if action.option_strings and not django_own.issuperset(action.option_strings):
                found.add(f"{name} {'/'.join(sorted(action.option_strings))}")
            elif not action.option_strings:
                found.add(f"{name} <{action.dest}>{action.nargs or ''}")
                found |= {f"{name} <{action.dest}>: {each}" for each in action.choices or ()}
    return found


def _parser(app: str, name: str) -> Any:
    return load_command_class(app, name).create_parser("manage.py", name)


def jobs_and_tasks() -> set[str]:
    """Rows of clock jobs by their name, and tasks by the path that a queued one is imported by."""
    autodiscover_modules("tasks")
    tasks = [each for each in background.tasks() if not each.func.__module__.startswith("tests.")]
    assert all(import_string(each.module_path) is each for each in tasks)
    return {f"job {each.name}" for each in clock.jobs()} | {f"task {each.module_path}" for each in tasks}
