"""Store API tokens as hashes, with scopes and an end.

Earlier tokens, which could be read in the table authtoken_token, work for 90 more days with all scopes. Their owners
get a notice. The table is dropped; an earlier version would create it again, empty.
"""

import hashlib
from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

EARLIER = "authtoken_token"
DAYS = 90
ALL_SCOPES = "read goods capture orders learning account"
WORDS = {
    "vi": (
        "Mã cho phần mềm của chị chỉ còn dùng đến ngày {day}.",
        "Piêu đổi cách giữ mã cho an toàn hơn. Chị tạo mã mới, chọn quyền, rồi đưa cho phần mềm trước ngày đó.",
    ),
    "en": (
        "Your token for software works only until {day}.",
        "Piêu now stores tokens more safely. Create a new one, choose its scopes and give it to your software before that day.",
    ),
}


def move_tokens(apps, schema_editor):
    connection = schema_editor.connection
    if EARLIER not in connection.introspection.table_names():
        return
    tokens, notices, users = (
        apps.get_model("members", name).objects for name in ("ApiToken", "Notice", "User")
    )
    now = timezone.now()
    ends = now + timedelta(days=DAYS)
    day = timezone.localtime(ends).strftime("%d/%m/%Y")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, user_id FROM {EARLIER} ORDER BY user_id")
        rows = cursor.fetchall()
    languages = dict(users.filter(pk__in=[user for _key, user in rows]).values_list("pk", "language"))
    for key, user in rows:
        title, body = WORDS.get(languages[user], WORDS["vi"])
        tokens.create(
            user_id=user, key_hash=hashlib.sha256(key.encode()).hexdigest(), scopes=ALL_SCOPES, created_at=now,
            expires_at=ends,
        )  # fmt: skip
        notices.create(
            user_id=user,
            kind="api_token_ends",
            title=title.format(day=day),
            body=body,
            url="/toi/ma-phan-mem/",
        )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {EARLIER}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'authtoken'")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_goods_shared"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="phần mềm")),
                ("key_hash", models.CharField(max_length=64)),
                ("scopes", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mã cho phần mềm",
                "verbose_name_plural": "mã cho phần mềm",
                "constraints": [
                    models.UniqueConstraint(fields=("key_hash",), name="members_apitoken_key_hash")
                ],
            },
        ),
        migrations.RunPython(move_tokens, migrations.RunPython.noop),
    ]
