"""Generate verify_pieu.py from the modules of this folder: one file that runs without Piêu.

The server uses the same modules. Run after a change: python -m backend.ledger.verifying.script
"""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SCRIPT = FOLDER.parent / "verify_pieu.py"
# The order in the script: each module may use those before it.
MODULES = (
    "formats", "merkle_proofs", "ed25519", "notes", "proof_reading", "canonical_json", "event_hashes", "bundles", "command",
)  # fmt: skip
OWN = __name__.rpartition(".")[0] if __name__ != "__main__" else "backend.ledger.verifying"


def script_text() -> str:
    """Return the script: command.py's docstring, all standard library imports, then the modules' code."""
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
