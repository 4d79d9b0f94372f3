"""A carton of ours was kept under the site's name on the day it was packed, and was in no book once the site had another."""

import re

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat

_CARTON = re.compile(r"(?i:https?)://([^/?#@]+)(/thung/.+)")


def to_paths(apps, schema_editor):
    Container, Thing, Host = (apps.get_model("traceability", name) for name in ("Container", "EpcisThing", "PrintedHost"))
    using = schema_editor.connection.alias
    hosts = set(Host.objects.using(using).values_list("host", flat=True))
    origins = {origin.lower() for origin in (settings.PUBLIC_ORIGIN, *settings.EARLIER_ORIGINS)}
    held = set(Container.objects.using(using).values_list("uri", flat=True))
    moved = {}
    # The first carton of a number keeps it: another one of the same number was written under a later name of the site.
    for pk, uri in Container.objects.using(using).order_by("pk").values_list("pk", "uri"):
        if (found := _CARTON.fullmatch(uri)) and found[2] not in held:
            Container.objects.using(using).filter(pk=pk).update(uri=found[2])
            held.add(found[2])
            moved[uri] = found[2]
    things = Thing.objects.using(using)
    for value in list(things.filter(value__contains="://").filter(value__contains="/thung/").values_list("value", flat=True).distinct()):
        if found := _CARTON.fullmatch(value):
            is_ours = value.removesuffix(found[2]).lower() in origins or found[1].partition(":")[0].lower() in hosts
            if value in moved or (is_ours and value not in held):
                things.filter(value=value).update(value=found[2])


def to_addresses(apps, schema_editor):
    using = schema_editor.connection.alias
    for name, column in (("Container", "uri"), ("EpcisThing", "value")):
        rows = apps.get_model("traceability", name).objects.using(using).filter(**{f"{column}__startswith": "/thung/"})
        rows.update(**{column: Concat(Value(settings.PUBLIC_ORIGIN), F(column))})


class Migration(migrations.Migration):
    dependencies = [("traceability", "0026_transformations_apart")]
    operations = [
        migrations.AlterField(
            model_name="container",
            name="uri",
            field=models.CharField(
                help_text="Digital Link URI of an SSCC, or the path of our own address", max_length=120, unique=True
            ),
        ),
        migrations.RunPython(to_paths, to_addresses, elidable=True),
    ]
