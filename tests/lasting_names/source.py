"""Collect lasting names from the text of the code: salts, session keys, storage on phones, variables, error codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings

from tests.live import ROOT

# Code that no running installation imports.
_ASIDE = {"migrations", "art"}


@cache
def _files(suffix: str) -> dict[Path, str]:
    """The text of every file of the project's apps with this suffix, migrations and drawing code left out."""
    tops = {
        Path(each.path).relative_to(ROOT).parts[0]
        for each in apps.get_app_configs()
        if Path(each.path).is_relative_to(ROOT) and ".venv" not in Path(each.path).parts
    }
    found = sorted(path for top in tops for path in (ROOT / top).rglob(f"*{suffix}"))
    return {path: path.read_text("utf-8") for path in found if not _ASIDE.intersection(path.parts)}


def files_with(pattern: str) -> list[str]:
    """Python files that have a line which matches `pattern`."""
    wanted = re.compile(pattern, re.M)
    return [path.relative_to(ROOT).as_posix() for path, text in _files(".py").items() if wanted.search(text)]


def _matches(pattern: str, texts: Iterator[str]) -> set[str]:
    """What the groups of `pattern` match in `texts`, groups of one match joined by a space."""
    found = re.compile(pattern)
    return {" ".join(filter(None, match.groups())) for text in texts for match in found.finditer(text)}


# --- Python ----------------------------------------------------------------------------------------------------------


def _trees(words: str) -> list[tuple[Path, ast.Module]]:
    """Return the syntax tree of each Python file whose text matches `words`."""
    wanted = re.compile(words)
    return [(path, _tree(path)) for path, text in _files(".py").items() if wanted.search(text)]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_files(".py")[path])


def _module(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def _text(node: ast.AST | None, path: Path) -> str | None:
    """The text that `node` is: a literal, a name of the module that holds one, or an f-string with {} for each value."""
    if isinstance(node, ast.Constant):
        value = node.value
    elif isinstance(node, ast.Name):
        value = getattr(_module(path), node.id, None)
    elif isinstance(node, ast.JoinedStr):
        value = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    else:
        return None
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace").replace("\0", "\\0")
    return value.replace("\n", "\\n") if isinstance(value, str) else None


def _name(node: ast.AST) -> str:
    """The last part of the name that is called or asked."""
    return getattr(node, "id", getattr(node, "attr", ""))


def secrets_of_signing() -> set[str]:
    """Salts, purposes and contexts that signatures, hashes and keys are made with."""
    found: set[str | None] = set()
    for path, tree in _trees(r"salt|hmac|_PURPOSE|PURPOSE|HKDF|_derived|signing|sha256|Signer"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= {
                    _text(each.value, path)
                    for each in node.keywords
                    if each.arg in {"salt", "purpose", "info", "person", "of"}
                }
                if _name(node.func) in {"salted_hmac", "Signer", "TimestampSigner"}:
                    found |= {_text(each, path) for each in node.args[:1]}
                if _name(node.func) == "_derived":
                    found |= {_text(each, path) for each in node.args}
            elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
                found |= set(re.findall(r"^pieu[ -~\0]*$|^name$", node.value.decode("latin-1")))
    return {each.replace("\0", "\\0") for each in found if each and re.search(r"[a-z]{3}", each)}


def session_keys() -> set[str]:
    """Keys in a visitor's session, and cookies by their name."""
    found: set[str | None] = set()
    for path, tree in _trees(r"\bsession\b"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and _name(node.value) == "session":
                found.add(_text(node.slice, path))
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and _name(node.func.value) == "session"
                and node.func.attr in {"get", "pop", "setdefault"}
            ):
                found.add(_text(node.args[0], path))
            elif isinstance(node, ast.Compare) and _name(node.comparators[0]) == "session":
                found.add(_text(node.left, path))
    return {f"session {each}" for each in found if each}


def cookies() -> set[str]:
    texts = [text for _path, text in sorted(_files(".py").items())]
    written = _matches(r'"(__Host-[a-z-]+)" if [\w.]+ else "[a-z-]+"', iter(texts))
    written |= _matches(r'"__Host-[a-z-]+" if [\w.]+ else "([a-z-]+)"', iter(texts))
    written |= _matches(r'_COOKIE_NAME = "([^"]+)"', iter(texts))
    written |= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    return {f"cookie {each}" for each in written}


def counted_names() -> set[str]:
    """Names under which attempts are counted, in the cache and in tables."""
    found: set[str] = set()
    for path, tree in _trees(r"SharedLimit\(|count_up\("):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in {"SharedLimit", "count_up"} and node.args:
                text = _text(node.args[0], path)
                if text:
                    found.add(f"{'limit' if _name(node.func) == 'SharedLimit' else 'counter'} {text}")
    return found


def headers() -> set[str]:
    """Headers of our own that requests and answers carry."""
    pattern = r"""["'`](X-[A-Z][A-Za-z-]+|HTTP_X_[A-Z_]+|HTTP_IDEMPOTENCY_KEY|Idempotency-[A-Za-z]+|webhook-[a-z]+)["'`]"""
    return _matches(pattern, iter([*_files(".py").values(), *_files(".js").values()]))


def error_codes() -> set[str]:
    """Codes of refusals, which programs read in the API's answers."""
    texts = [text for path, text in _files(".py").items() if "demo" not in path.parts]
    found = _matches(r"""\bcode(?:: str)?\s?=\s?"([a-z][a-z0-9_.-]*)\"""", iter(texts))
    return found | _matches(r"""(?:Error|[Rr]efuse\w*)\(\s*"([a-z][a-z0-9_]+)",""", iter(texts))


def media_paths() -> set[str]:
    """Files that are written into the store, by the shape of their name."""
    found: set[str | None] = set()
    for path, tree in _trees(r"upload_to|storage|store"):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                found.add(_text(node, path))
    return {
        each
        for each in found
        if each
        and not each.endswith(".js")
        and re.fullmatch(r"[a-z][a-z-]*/[\w{}./-]*\{\}[\w{}./-]*\.[\w{}.]+", each)
    }


def environment() -> set[str]:
    """Environment variables that the program, its server and `run` read."""
    texts = [*_files(".py").values(), *(path.read_text("utf-8") for path in (ROOT / "deploy").glob("*.py"))]
    reading = (
        r"(?:\benv|env_\w+|environment\.\w+|local_secret|numbered_keys|environ\.get|environ\.pop|getenv)"
    )
    found = _matches(rf"""{reading}\(\s*["']([A-Z][A-Z0-9_]+)["']""", iter(texts))
    found |= _matches(r"""numbered_keys\(\s*"[A-Z_]+", "([A-Z_]+)\"""", iter(texts))
    found |= _matches(r"""environ\[["']([A-Z][A-Z0-9_]+)["']\]""", iter(texts))
    run = [(ROOT / "run").read_text("utf-8"), *(_read(ROOT / "deploy", "*.service"))]
    return found | _matches(r"\$\{?([A-Z][A-Z0-9_]+)", iter(run))


def _read(folder: Path, pattern: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.rglob(pattern))]


# --- Scripts -----------------------------------------------------------------------------------------------------------


def phone_storage() -> set[str]:
    """Databases, stores, caches, locks, channels and keys on phones, and the messages between pages and service worker."""
    found: set[str] = set()
    for path, text in _files(".js").items():
        named = dict(re.findall(r"^(?:const|let) (\w+) = [\"'`]([^\"'`]+)[\"'`]", text, re.M))
        shaped = dict(re.findall(r"^const (\w+) = (`[^`]+`)", text, re.M))

        def shape(written: str, named: dict[str, str] = named, shaped: dict[str, str] = shaped) -> str:
            literal = re.fullmatch(r"[\"'`](.*)[\"'`]", shaped.get(written, written))
            return re.sub(r"\$\{[^}]*\}", "{}", literal[1] if literal else named.get(written, ""))

        for what, pattern in {
            "database": r"indexedDB\.open\(([^,)]+)",
            "cache": r"caches\.(?:open|delete|has)\(([^)]+)\)",
            "store": r"createObjectStore\(([^,]+),",
            "index": r"createIndex\(([^,]+),",
            "key": r"(?:local|session)Storage\.\w+Item\(([^,)]+)[,)]",
            "channel": r"new BroadcastChannel\(([^)]+)\)",
            "lock": r"locks\.request\(([^,]+),",
        }.items():
            found |= {
                f"{what} {shape(each.strip())}" for each in re.findall(pattern, text) if shape(each.strip())
            }
        found |= {
            f"database {name} version {number}"
            for name, number in re.findall(r'indexedDB\.open\("([^"]+)", (\d+)\)', text)
        }
        found |= {
            f"store {name} keyPath {path}"
            for name, path in re.findall(
                r'createObjectStore\("([^"]+)", \{ keyPath: ([^}]*?),? ?(?:autoIncrement: true)? \}', text
            )
        }
        found |= {f"cached {each}" for each in re.findall(r"[\"'`](/__[a-z]+)", text)}
        if path.name.startswith("service_worker"):
            found |= {f"message {each}" for each in re.findall(r"\btype === \"([a-z]+)\"", text)}
        found |= {f"vault entry {each}" for each in re.findall(r"[`\"]((?:page|pack|profile)[:]?)\$\{", text)}
        found |= {
            f"cached {each}" for each in re.findall(r"headers\.(?:set|get)\(\"(X-Kept-[A-Za-z]+)\"", text)
        }
        found |= {f"entry kind {each}" for each in re.findall(r"\bkind: \"([a-z-]+)\"", text)}
        found |= {f"record {each}" for each in re.findall(r"\bwhat: \"([a-z._-]+)\"", text)}
        if "pieu.outbox = " in text or "pieu-outbox" in text:
            found |= {
                f"entry state {each}" for each in re.findall(r"\bstate(?: ===| =|:) \"([a-z]+)\"", text)
            }
    for text in _files(".html").values():
        found |= {f"entry kind {each}" for each in re.findall(r"data-outbox-kind=\"([a-z-]+)\"", text)}
        found |= {f"list of {each}" for each in re.findall(r"data-outbox-list=\"([a-z -]+)\"", text)}
    return found
