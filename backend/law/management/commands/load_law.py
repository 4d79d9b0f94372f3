from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.common.errors import DomainError
from backend.law.catalogue import load_catalogue


class Command(BaseCommand):
    help = (
        "Nạp danh mục văn bản đi kèm Piêu: số, tên, ngày, lời dễ hiểu; không có lời văn của luật. / "
        "Load the catalogue of documents that comes with Piêu: numbers, titles, days, plain words; no text of a law."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents = load_catalogue()
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{documents} văn bản / documents")
