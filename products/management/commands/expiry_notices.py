from django.core.management.base import BaseCommand

from products.certificates.tasks import remind_of_expiring


class Command(BaseCommand):
    help = "Tell producers of certificates that end within 180, 90 or 30 days; each is told once a threshold."

    def handle(self, **options) -> None:
        self.stdout.write(f"{remind_of_expiring()}")
