"""Puts verify_pieu.py together: the one file that anybody can take along and run without Piêu.

The server uses the modules; the script is made of the same text. After a change: python -m backend.ledger.verifying.script
"""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SCRIPT = FOLDER.parent / "verify_pieu.py"
# In the order of the script; each may use those before it.
MODULES = (
    "formats", "merkle_proofs", "ed25519", "notes", "proof_reading", "canonical_json", "event_hashes", "bundles", "command",
)  # fmt: skip
OWN = __name__.rpartition(".")[0] if __name__ != "__main__" else "backend.ledger.verifying"


def script_text() -> str:
    """The docstring of command.py, the imports of all modules from Python's own library, and what follows them in each."""
    modules: set[str] = set()
    names: dict[str, set[str]] = {}
    bodies = []
    for name in MODULES:
        source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        imports = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in imports:
            if isinstance(node, ast.Import):
                modules |= {each.name for each in node.names}
            elif node.module and not node.module.startswith(OWN):
                names.setdefault(node.module, set()).update(each.name for each in node.names)
        bodies.append("".join(source.splitlines(keepends=True)[imports[-1].end_lineno :]).strip("\n"))
    docstring = (FOLDER / "command.py").read_text(encoding="utf-8").partition("\nfrom __future__")[0]
    lines = [f"import {module}" for module in sorted(modules)]
    lines += [
        f"from {module} import {', '.join(sorted(names[module]))}"
        for module in sorted(names)
        if module != "__future__"
    ]
    imported = "\n".join(lines)
    whole = "\n\n\n".join(bodies)
    return (
        f"#!/usr/bin/env python3\n{docstring}\nfrom __future__ import annotations\n\n{imported}\n\n{whole}\n"
    )


if __name__ == "__main__":
    SCRIPT.write_text(script_text(), encoding="utf-8")
