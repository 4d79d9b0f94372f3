"""An import-linter contract for the trades of one app: doors stay private, the rest follows the app's own order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOORS = {"views", "forms", "api"}
NO_TRADES = {"management", "migrations", "templatetags"}  # folders that Django looks for


class TradesContract(Contract):
    """Check the direct imports between the trades of `app`.

    A trade never imports another trade's views, forms or api. It imports other modules only from trades further
    down in `order`. Today's breaches are listed and may only become fewer: a listed breach that no longer exists
    breaks the contract, too.

    Options:
        app: the app's package.
        order: the names of all its trades, the highest first.
        doors: "importer -> imported", full module names: imports of another trade's views, forms or api.
        upwards: "trade -> trade = number": imports that run against `order`, counted for each pair of trades.
    """

    type_name = "trades"

    app = fields.StringField()
    order = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField(), required=False)
    upwards = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        app, order = _text(self.app), _texts(self.order)
        imports = [
            (importer, imported)
            for importer in graph.modules
            if trade_of(app, importer)
            for imported in graph.find_modules_directly_imported_by(importer)
        ]
        doors, upwards = breaches(app, order, imports)
        faults = {
            "missing in `order`, or no trade": trades_of(app, graph.modules) ^ set(order),
            "not allowed": doors - set(_texts(self.doors)) | upwards - set(_texts(self.upwards)),
            "listed, but gone": set(_texts(self.doors)) - doors | set(_texts(self.upwards)) - upwards,
        }
        return ContractCheck(kept=not any(faults.values()), metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for title, names in check.metadata["faults"].items():
            for name in sorted(names):
                output.print_error(f"{title}: {name}")


def breaches(app: str, order: list[str], imports: Iterable[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Return what breaks the contract among `imports`, in the form of its options `doors` and `upwards`."""
    doors: set[str] = set()
    upwards: Counter[tuple[str, str]] = Counter()
    for importer, imported in imports:
        source, target = trade_of(app, importer), trade_of(app, imported)
        if source == target or source not in order or target not in order:
            continue
        if DOORS.intersection(imported.removeprefix(f"{app}.").split(".")[1:2]):
            doors.add(f"{importer} -> {imported}")
        elif order.index(source) > order.index(target):
            upwards[source, target] += 1
    return doors, {f"{source} -> {target} = {number}" for (source, target), number in upwards.items()}


def trade_of(app: str, module: str) -> str:
    """Return the name of the folder of `app` that `module` is in, or ""."""
    inside = module.removeprefix(f"{app}.").split(".") if module.startswith(f"{app}.") else []
    return inside[0] if len(inside) > 1 else ""


def trades_of(app: str, modules: Iterable[str]) -> set[str]:
    """Return the folders of `app` that contain modules, without those with a Django name."""
    return {trade_of(app, module) for module in modules} - NO_TRADES - {""}


def _text(value: object) -> str:
    return str(value)


def _texts(values: object) -> list[str]:
    return [str(value) for value in values or []]  # type: ignore[attr-defined]
