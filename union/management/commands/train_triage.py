"""Train the model of the triage from data/triage_sentences.tsv and write its weights."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from union.questions.learned import write_model
from union.questions.training import cross_validate, rates, read_sentences, train


class Command(BaseCommand):
    help = "Train the triage's model from its sentences; print what cross-validation misses from several scores on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="skip the cross-validation")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = read_sentences()
        if not options["quick"]:
            scores = cross_validate(rows)
            for threshold in (-n / 10 for n in range(10)):
                for name, column in (("as typed", 1), ("without accents", 2)):
                    missed, false = rates([(each[0], each[column]) for each in scores], threshold)
                    self.stdout.write(
                        f"{threshold:5.2f} {name}: {missed:.1%} missed, {false:.1%} false alarms"
                    )
        made = train(rows)
        write_model(made)
        self.stdout.write(f"{len(rows)} sentences, {len(made.weights)} features")
