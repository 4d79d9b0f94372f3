"""Train the model of the triage from data/triage_sentences.tsv and write its weights."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from union.questions.learned import write_model
from union.questions.training import cross_validate, rates, read_sentences, rows_of, train


class Command(BaseCommand):
    help = "Train the triage's model from its sentences; print what cross-validation misses from several scores on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="skip the cross-validation")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = rows_of(read_sentences())
        if not options["quick"]:
            scores = cross_validate(rows)
            for threshold in (-n / 20 for n in range(20)):
                missed, false = rates(scores, threshold)
                self.stdout.write(f"{threshold:5.2f}: {missed:.1%} missed, {false:.1%} false alarms")
        made = train(rows)
        write_model(made)
        self.stdout.write(f"{len(rows)} sentences, {len(made.weights)} features")
