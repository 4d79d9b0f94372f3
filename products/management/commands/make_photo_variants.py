from django.core.management.base import BaseCommand

from products.models import Photo
from products.photos.enums import PhotoState
from products.photos.tasks import make_photo_variants


class Command(BaseCommand):
    help = "Make the sizes of photos that wait for them or failed, without a task worker."

    def handle(self, **options) -> None:
        waiting = Photo.objects.exclude(state=PhotoState.READY).order_by("pk").values_list("pk", flat=True)
        for photo_id in list(waiting):
            make_photo_variants.call(photo_id=photo_id)
        self.stdout.write(f"{Photo.objects.exclude(state=PhotoState.READY).count()}")
