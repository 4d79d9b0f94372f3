import courses.choices
import courses.keys
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    replaces = [
        ("courses", "0001_courses"),
        ("courses", "0002_versions_stay"),
        ("courses", "0003_contests"),
        ("courses", "0004_practice_tasks"),
        ("courses", "0005_quizzes"),
        ("courses", "0006_authoring"),
        ("courses", "0007_offline"),
        ("courses", "0008_hand_in_photos"),
        ("courses", "0009_classes_and_meetings"),
        ("courses", "0010_xapi_statements"),
        ("courses", "0011_credentials"),
        ("courses", "0012_live_sheets"),
        ("courses", "0013_papers_withdrawn"),
        ("courses", "0014_essays_graded"),
        ("courses", "0015_xapi_voidings"),
        ("courses", "0016_attempts_told"),
        ("courses", "0017_results_without_addresses"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_release_0_1_0"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("products", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("picture", "Hình"),
                            ("audio", "Tiếng"),
                            ("video", "Phim"),
                            ("pdf", "Tệp PDF"),
                            ("captions", "Phụ đề"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploading", "đang tải lên"),
                            ("waiting", "chờ xử lý"),
                            ("working", "đang xử lý"),
                            ("ready", "dùng được"),
                            ("failed", "không dùng được"),
                        ],
                        default="uploading",
                        max_length=10,
                    ),
                ),
                ("original_name", models.CharField(blank=True, max_length=200)),
                (
                    "upload_name",
                    models.CharField(
                        blank=True, help_text="In private storage, until processed", max_length=200
                    ),
                ),
                (
                    "goes_to",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Where it is placed after processing (courses/media/placing.py)",
                    ),
                ),
                (
                    "upload_length",
                    models.PositiveBigIntegerField(
                        default=0, help_text="Number of bytes that the uploader declared"
                    ),
                ),
                (
                    "upload_offset",
                    models.PositiveBigIntegerField(default=0, help_text="Number of bytes received"),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, help_text="Per cent")),
                ("error", models.CharField(blank=True, max_length=200)),
                ("variants", models.JSONField(blank=True, default=list)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_public", models.BooleanField(default=False, help_text="A published version uses it")),
            ],
            options={
                "verbose_name": "tệp của bài học",
                "verbose_name_plural": "tệp của bài học",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("upload_offset__lte", models.F("upload_length"))),
                        name="courses_asset_offset",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="courses_asset_progress"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="tên khoá học")),
                (
                    "summary",
                    models.TextField(blank=True, max_length=600, verbose_name="học xong làm được gì"),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("business", "Buôn bán trên mạng"),
                            ("law", "Pháp luật"),
                            ("craft", "Nghề và sản phẩm"),
                        ],
                        default="business",
                        max_length=10,
                        verbose_name="chủ đề",
                    ),
                ),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='By language: {"en": {"title": "...", "summary": "..."}}',
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Shown on every lesson, for example that no lawyer has confirmed the rules yet",
                        max_length=300,
                        verbose_name="điều người học cần biết",
                    ),
                ),
                (
                    "is_builtin",
                    models.BooleanField(default=False, help_text="Built in (courses/content)"),
                ),
                ("position", models.PositiveSmallIntegerField(default=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "prerequisites",
                    models.ManyToManyField(blank=True, related_name="opens", to="courses.course"),
                ),
                (
                    "authors",
                    models.ManyToManyField(
                        blank=True, related_name="authored_courses", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "khoá học",
                "verbose_name_plural": "khoá học",
                "ordering": ["position", "title"],
            },
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="modules",
                        to="courses.course",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=courses.keys.new_key, help_text="The same in every version", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên phần")),
                ("translations", models.JSONField(blank=True, default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "phần của khoá học",
                "verbose_name_plural": "phần của khoá học",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "key"), name="courses_module_key_in_course")
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lessons",
                        to="courses.module",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=courses.keys.new_key,
                        help_text="The same in every version; part of the lesson's URL",
                        max_length=40,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên bài")),
                ("translations", models.JSONField(blank=True, default=dict)),
                ("minutes", models.PositiveSmallIntegerField(default=5, verbose_name="số phút")),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "bài học",
                "verbose_name_plural": "bài học",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("module", "key"), name="courses_lesson_key_in_module")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="courses.lesson"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=courses.keys.new_key, help_text="The same in every version", max_length=40
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Chữ"),
                            ("picture", "Hình"),
                            ("audio", "Tiếng"),
                            ("video", "Phim"),
                            ("pdf", "Tệp PDF"),
                            ("quiz", "Câu hỏi"),
                            ("task", "Bài thực hành"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        blank=True,
                        help_text="The file of an audio, video or PDF step",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                (
                    "captions",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                ("settings", models.JSONField(blank=True, default=dict)),
                ("citations", models.JSONField(blank=True, default=list)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "bước của bài",
                "verbose_name_plural": "bước của bài",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("lesson", "key"), name="courses_step_key_in_lesson")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="courses.step"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("vi", "Tiếng Việt"),
                            ("blt", "Tiếng Thái"),
                            ("hmn", "Tiếng Mông"),
                            ("en", "Tiếng Anh"),
                        ],
                        default="vi",
                        max_length=5,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="đầu đề")),
                ("text", models.TextField(blank=True, help_text="Markdown", verbose_name="lời")),
                ("picture_alt", models.CharField(blank=True, max_length=200, verbose_name="hình vẽ gì")),
                (
                    "audio",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                (
                    "audio_source",
                    models.CharField(
                        blank=True,
                        choices=[("machine", "giọng máy"), ("recorded", "giọng người")],
                        max_length=10,
                    ),
                ),
                ("audio_text_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "lời của bước",
                "verbose_name_plural": "lời của bước",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "language"), name="courses_steptext_once_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audio", None), models.Q(("audio_text_hash", ""), _negated=True), _connector="OR"
                        ),
                        name="courses_steptext_audio_is_bound",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="courses.course",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                (
                    "keys",
                    models.JSONField(
                        default=dict,
                        help_text="Answer keys, by step key, of quizzes that don't show them after each answer; never sent to a phone",
                    ),
                ),
                (
                    "content_sha256",
                    models.CharField(
                        help_text="Hash of the content as canonical JSON (RFC 8785)", max_length=64
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                (
                    "bytes",
                    models.PositiveIntegerField(
                        default=0, help_text="Size of its media in the smallest variants"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="có gì mới")),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên bản khoá học",
                "verbose_name_plural": "phiên bản khoá học",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("course", "number"), name="courses_version_number_in_course"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LiveClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="UID in calendars", unique=True
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên lớp")),
                ("about", models.TextField(blank=True, max_length=2000, verbose_name="học gì")),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="live_classes",
                        to="courses.course",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="live_classes",
                        to="members.branch",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="live_classes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=200, verbose_name="nơi học")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="đường dẫn vào lớp")),
                ("starts_at", models.DateTimeField(verbose_name="bắt đầu")),
                ("ends_at", models.DateTimeField(verbose_name="kết thúc")),
                ("places", models.PositiveSmallIntegerField(verbose_name="số chỗ")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=0, help_text="SEQUENCE of RFC 5545; increases with each change"
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="vì sao huỷ")),
            ],
            options={
                "verbose_name": "lớp học",
                "verbose_name_plural": "lớp học",
                "ordering": ["starts_at", "pk"],
                "indexes": [models.Index(fields=["starts_at"], name="courses_liveclass_when")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="courses_liveclass_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1)), name="courses_liveclass_places"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("room", ""), _negated=True),
                            models.Q(("link", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="courses_liveclass_has_a_place_to_be",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "live_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ups",
                        to="courses.liveclass",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="class_sign_ups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("going", "có chỗ"), ("waiting", "chờ chỗ"), ("off", "đã thôi")],
                        max_length=10,
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reminded_day_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_hours_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "đăng ký học",
                "verbose_name_plural": "đăng ký học",
                "ordering": ["queued_at", "pk"],
                "indexes": [
                    models.Index(fields=["live_class", "state", "queued_at"], name="courses_signup_turn")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("live_class", "user"), name="courses_signup_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "live_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="courses.liveclass",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="class_attendances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("door", "tự quét mã ở cửa"), ("card", "người phụ trách ghi theo thẻ")],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("attended_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "dự lớp",
                "verbose_name_plural": "dự lớp",
                "ordering": ["attended_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("live_class", "user"), name="courses_attendance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassMaterial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "live_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="materials",
                        to="courses.liveclass",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên tài liệu")),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="đường dẫn")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "tài liệu của lớp",
                "verbose_name_plural": "tài liệu của lớp",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asset", None), models.Q(("link", ""), _negated=True)),
                            models.Q(("asset__isnull", False), ("link", "")),
                            _connector="OR",
                        ),
                        name="courses_classmaterial_file_or_link",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lịch riêng",
                "verbose_name_plural": "lịch riêng",
            },
        ),
        migrations.CreateModel(
            name="Contest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=160, verbose_name="tên cuộc thi")),
                ("rules", models.TextField(blank=True, max_length=6000, verbose_name="thể lệ")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="members.branch",
                        verbose_name="cơ sở Hội tổ chức",
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("anyone", "Ai có tài khoản Piêu"),
                            ("members", "Hội viên đã được chi hội xác nhận"),
                        ],
                        default="members",
                        max_length=10,
                        verbose_name="ai được thi",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "units",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Includes the branches below; empty: every branch",
                        related_name="contests_entered",
                        to="members.branch",
                        verbose_name="đơn vị dự thi",
                    ),
                ),
            ],
            options={
                "verbose_name": "cuộc thi",
                "verbose_name_plural": "cuộc thi",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ContestRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="courses.contest",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("opens_at", models.DateTimeField(verbose_name="mở lúc")),
                ("closes_at", models.DateTimeField(verbose_name="đóng lúc")),
                (
                    "questions_count",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Number of questions drawn for each entry; 0: all",
                        verbose_name="số câu mỗi bài",
                    ),
                ),
                ("time_limit_seconds", models.PositiveIntegerField(default=0, help_text="0: none")),
                ("entries_allowed", models.PositiveSmallIntegerField(default=1, verbose_name="số lần thi")),
                (
                    "entries_per",
                    models.CharField(
                        choices=[("round", "cả vòng"), ("day", "mỗi ngày"), ("unlimited", "không giới hạn")],
                        default="round",
                        max_length=10,
                        verbose_name="tính trong",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[
                            ("best", "bài tốt nhất"),
                            ("last", "bài cuối cùng"),
                            ("first", "bài đầu tiên"),
                        ],
                        default="best",
                        max_length=10,
                        verbose_name="bài được tính",
                    ),
                ),
                ("ranking", models.JSONField(default=list)),
                (
                    "prediction",
                    models.CharField(
                        choices=[
                            ("none", "Không có câu dự đoán"),
                            ("participants", "Có bao nhiêu người dự thi?"),
                            ("all_right", "Có bao nhiêu người trả lời đúng tất cả?"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="câu dự đoán",
                    ),
                ),
                ("prizes", models.JSONField(blank=True, default=list)),
                ("questions", models.JSONField(blank=True, default=list)),
                (
                    "commitment",
                    models.CharField(blank=True, help_text="SHA-256 of the question paper", max_length=64),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="When the organiser ended the round early", null=True
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=200)),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, help_text="When the results were computed", null=True),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "participants",
                    models.PositiveIntegerField(
                        blank=True, help_text="Null until the round is closed", null=True
                    ),
                ),
                ("entries_counted", models.PositiveIntegerField(blank=True, null=True)),
                ("prediction_answer", models.PositiveIntegerField(blank=True, null=True)),
                ("list_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "vòng thi",
                "verbose_name_plural": "vòng thi",
                "ordering": ["contest", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None), models.Q(("commitment", ""), _negated=True)),
                        fields=["closes_at"],
                        name="courses_round_to_close",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contest", "number"), name="courses_round_number_in_contest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="courses_round_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("commitment", ""), ("questions", []), _connector="OR"),
                        name="courses_round_paper_rules_once_committed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            models.Q(
                                models.Q(("commitment", ""), _negated=True),
                                models.Q(("list_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="courses_round_closed_has_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="courses_round_published_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="courses.contestround",
                    ),
                ),
                ("document", models.TextField()),
                ("commitment", models.CharField(max_length=64, unique=True)),
                ("committed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "committed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "đề thi",
                "verbose_name_plural": "đề thi",
            },
        ),
        migrations.CreateModel(
            name="PaperWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="courses.roundpaper",
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "đề đã rút",
                "verbose_name_plural": "đề đã rút",
            },
        ),
        migrations.CreateModel(
            name="ContestEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="courses.contestround",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contest_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        help_text="The member's branch when the entry was started",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.branch",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "request_key",
                    models.CharField(
                        blank=True,
                        help_text="Idempotency key of the request that started the entry",
                        max_length=64,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answers", models.JSONField(default=dict)),
                ("prediction", models.PositiveIntegerField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "is_sealed",
                    models.BooleanField(
                        default=False,
                        help_text="Time ran out; the saved answers were submitted automatically",
                    ),
                ),
            ],
            options={
                "verbose_name": "bài thi",
                "verbose_name_plural": "bài thi",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "round", "number"), name="courses_entry_number"),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("started_at"))),
                        name="courses_entry_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at", None), ("submitted_at__lte", models.F("due_at")), _connector="OR"
                        ),
                        name="courses_entry_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disqualification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disqualifications",
                        to="courses.contestround",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "trường hợp bị loại",
                "verbose_name_plural": "trường hợp bị loại",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "user"), name="courses_disqualified_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="courses.contestround",
                    ),
                ),
                ("position", models.PositiveIntegerField(help_text="Unique, unlike rank")),
                ("rank", models.PositiveIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="result",
                        to="courses.contestentry",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.branch",
                    ),
                ),
                ("right", models.PositiveSmallIntegerField()),
                (
                    "distance",
                    models.PositiveIntegerField(
                        help_text="Difference between the prediction and the real number", null=True
                    ),
                ),
                ("elapsed_ms", models.PositiveBigIntegerField()),
                ("submitted_at", models.DateTimeField()),
                ("prize", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "verbose_name": "dòng kết quả",
                "verbose_name_plural": "dòng kết quả",
                "ordering": ["round", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "position"), name="courses_result_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="courses.courseversion",
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "việc học của hội viên",
                "verbose_name_plural": "việc học của hội viên",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "version"), name="courses_enrolment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepDone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps_done",
                        to="courses.enrolment",
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                ("step_key", models.CharField(max_length=40)),
                ("done_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "bước đã học",
                "verbose_name_plural": "bước đã học",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "lesson_key", "step_key"), name="courses_stepdone_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="courses.course"
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                ("step_key", models.CharField(blank=True, max_length=40)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="câu hỏi")),
                (
                    "voice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="trả lời")),
                (
                    "answer_voice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="courses.asset",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "is_shared",
                    models.BooleanField(
                        default=False,
                        help_text="Shown to every learner, without the name of the person who asked",
                        verbose_name="cho mọi người học xem",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi của người học",
                "verbose_name_plural": "câu hỏi của người học",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "code",
                    models.CharField(
                        default=courses.keys.new_code, editable=False, max_length=20, unique=True
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.JSONField(
                        help_text="The claims without the holder's name (courses.credentials.statements)"
                    ),
                ),
                (
                    "salt",
                    models.BinaryField(
                        help_text="Salt of the statement's pin in the ledger", max_length=32, null=True
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Snapshot at the time of issue",
                        max_length=80,
                        verbose_name="họ và tên",
                    ),
                ),
                (
                    "branch_name",
                    models.CharField(
                        blank=True,
                        help_text="Snapshot at the time of issue",
                        max_length=200,
                        verbose_name="chi hội",
                    ),
                ),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("status_list", models.PositiveSmallIntegerField(default=1)),
                (
                    "status_index",
                    models.PositiveIntegerField(
                        help_text="Index of its bit, drawn at random, so that neighbouring bits reveal nothing"
                    ),
                ),
                ("shows_name", models.BooleanField(default=False, verbose_name="Họ và tên của chị")),
                ("shows_results", models.BooleanField(default=False, verbose_name="Các kết quả thật")),
                ("shows_branch", models.BooleanField(default=False, verbose_name="Chi hội của chị")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("result_undone", "Một kết quả ghi trong chứng nhận đã được rút lại"),
                            ("mistake", "Chứng nhận được cấp nhầm"),
                            ("not_true", "Kết quả ghi trong chứng nhận không đúng sự thật"),
                            ("erased", "Người được cấp đã xoá tài khoản"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "revoke_note",
                    models.TextField(
                        blank=True,
                        help_text="Shown only to the holder",
                        max_length=500,
                        verbose_name="chị ghi rõ hơn",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "chứng nhận học xong",
                "verbose_name_plural": "chứng nhận học xong",
                "ordering": ["-issued_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("enrolment",),
                        name="courses_credential_one_standing",
                    ),
                    models.UniqueConstraint(
                        fields=("status_list", "status_index"), name="courses_credential_status_bit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status_index__lt", 131072)),
                        name="courses_credential_status_in_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoke_reason", ""), ("revoked_at", None)),
                            models.Q(
                                ("revoked_at__isnull", False), models.Q(("revoke_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="courses_credential_revoked_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawProvision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.CharField(help_text="Such as 37/2026/NĐ-CP", max_length=60)),
                ("document_title", models.CharField(blank=True, max_length=200)),
                (
                    "article",
                    models.CharField(
                        blank=True,
                        help_text="Such as 23(7); empty for the document as a whole",
                        max_length=40,
                    ),
                ),
                (
                    "summary",
                    models.CharField(blank=True, help_text="Summary in our own words", max_length=400),
                ),
                ("valid_from_date", models.DateField()),
                (
                    "valid_to_date",
                    models.DateField(blank=True, help_text="The last day on which it is in force", null=True),
                ),
                ("is_confirmed", models.BooleanField(default=False, help_text="A lawyer has read it")),
            ],
            options={
                "verbose_name": "điều luật",
                "verbose_name_plural": "điều luật",
                "ordering": ["document", "article", "valid_from_date"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "article", "valid_from_date"), name="courses_lawprovision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to_date", None),
                            ("valid_to_date__gte", models.F("valid_from_date")),
                            _connector="OR",
                        ),
                        name="courses_lawprovision_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiveSheet",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="live_sheet",
                        serialize=False,
                        to="products.product",
                    ),
                ),
                ("own", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lời buổi livestream",
                "verbose_name_plural": "lời buổi livestream",
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="members.branch",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="courses.courseversion",
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                (
                    "led_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="led_meetings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "shown",
                    models.JSONField(blank=True, default=list, help_text="Keys of the steps that were shown"),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
            ],
            options={
                "verbose_name": "buổi sinh hoạt",
                "verbose_name_plural": "buổi sinh hoạt",
                "ordering": ["-started_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="courses_meeting_times",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingPresence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="courses.meeting",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_presences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "dự sinh hoạt",
                "verbose_name_plural": "dự sinh hoạt",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "user"), name="courses_meetingpresence_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingHands",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hands",
                        to="courses.meeting",
                    ),
                ),
                ("step_key", models.CharField(max_length=40)),
                ("question_key", models.CharField(max_length=40)),
                ("counts", models.JSONField()),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "giơ tay",
                "verbose_name_plural": "giơ tay",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "step_key", "question_key"), name="courses_meetinghands_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("device", models.CharField(help_text="Random ID that the phone generated", max_length=64)),
                ("sequence", models.PositiveBigIntegerField(help_text="Counter of the phone")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("step_done", "Học xong một bước"),
                            ("attempt_started", "Bắt đầu bài hỏi"),
                            ("answer", "Trả lời một câu"),
                            ("attempt_finished", "Nộp bài"),
                            ("asked", "Hỏi giảng viên"),
                        ],
                        max_length=20,
                    ),
                ),
                ("data", models.JSONField(help_text="Content by kind (courses/offline/records.py)")),
                ("device_at", models.DateTimeField()),
                ("clock_offset_ms", models.BigIntegerField(default=0)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("saved", "đã lưu"),
                            ("waiting", "chờ phần trước"),
                            ("refused", "không tính"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Why it waits or doesn't count, shown to the member",
                        max_length=300,
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ghi từ máy",
                "verbose_name_plural": "bản ghi từ máy",
                "ordering": ["device", "sequence"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["user"],
                        name="courses_record_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "device", "sequence"), name="courses_record_once_a_device"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("device", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "chìa của máy",
                "verbose_name_plural": "chìa của máy",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "device"), name="courses_devicekey_once_a_device")
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origin",
                        to="courses.course",
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        help_text="The server that the signed pack names as its origin", max_length=200
                    ),
                ),
                (
                    "signer",
                    models.CharField(
                        help_text="SHA-256 of the Ed25519 public key, hexadecimal", max_length=64
                    ),
                ),
                (
                    "slug",
                    models.CharField(help_text="Slug of the course on the issuing server", max_length=80),
                ),
            ],
            options={
                "verbose_name": "nơi khoá học đến từ",
                "verbose_name_plural": "nơi khoá học đến từ",
                "constraints": [
                    models.UniqueConstraint(fields=("signer", "slug"), name="courses_origin_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pack",
                        to="courses.courseversion",
                    ),
                ),
                ("manifest_sha256", models.CharField(max_length=64, unique=True)),
                ("number_there", models.PositiveSmallIntegerField()),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "gói bài học đã nhận",
                "verbose_name_plural": "gói bài học đã nhận",
            },
        ),
        migrations.CreateModel(
            name="QuestionBank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_banks",
                        to="courses.course",
                    ),
                ),
                ("key", models.CharField(default=courses.keys.new_key, max_length=80)),
                ("title", models.CharField(max_length=120, verbose_name="tên ngân hàng câu hỏi")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "ngân hàng câu hỏi",
                "verbose_name_plural": "ngân hàng câu hỏi",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "key"), name="courses_bank_key_in_course"),
                    models.UniqueConstraint(
                        condition=models.Q(("course", None)),
                        fields=("key",),
                        name="courses_bank_key_among_shared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="courses.questionbank",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=courses.keys.new_key, help_text="The same in every version", max_length=40
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=courses.choices.question_kinds,
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("body", models.JSONField()),
                (
                    "citations",
                    models.JSONField(
                        blank=True, default=list, help_text="Citations in `body`, for the law audit"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, help_text="Not included in new versions", null=True),
                ),
            ],
            options={
                "verbose_name": "câu hỏi",
                "verbose_name_plural": "câu hỏi",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "key"), name="courses_question_key_in_bank")
                ],
            },
        ),
        migrations.CreateModel(
            name="Quiz",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiz", to="courses.step"
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="quizzes",
                        to="courses.questionbank",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="tên bài hỏi")),
                (
                    "pass_percent",
                    models.PositiveSmallIntegerField(default=60, verbose_name="đạt từ bao nhiêu phần trăm"),
                ),
                (
                    "attempts_allowed",
                    models.PositiveSmallIntegerField(default=0, verbose_name="được làm mấy lần"),
                ),
                (
                    "time_limit_seconds",
                    models.PositiveIntegerField(default=0, verbose_name="làm trong bao nhiêu giây"),
                ),
                (
                    "offline_grace_hours",
                    models.PositiveSmallIntegerField(
                        default=72,
                        help_text="How long after the deadline the server accepts answers that were given before it",
                        verbose_name="chờ bài làm không mạng mấy giờ",
                    ),
                ),
                (
                    "feedback",
                    models.CharField(
                        choices=[
                            ("at_once", "Sau từng câu"),
                            ("after", "Khi nộp bài"),
                            ("none", "Không cho biết"),
                        ],
                        default="after",
                        max_length=10,
                        verbose_name="cho biết đúng sai",
                    ),
                ),
                ("shuffle", models.BooleanField(default=False, verbose_name="trộn câu hỏi")),
                (
                    "draws",
                    models.JSONField(blank=True, default=list, help_text='[{"bank": key, "count": 3}]'),
                ),
            ],
            options={
                "verbose_name": "bài hỏi",
                "verbose_name_plural": "bài hỏi",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pass_percent__lte", 100)), name="courses_quiz_percent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quiz_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="The person who entered the answers",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="courses.courseversion",
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                ("step_key", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField(blank=True, null=True)),
                ("questions", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the server first showed the result to the learner",
                        null=True,
                    ),
                ),
                ("score", models.PositiveIntegerField(blank=True, null=True)),
                ("passed", models.BooleanField(blank=True, null=True)),
                ("results", models.JSONField(blank=True, default=dict)),
                (
                    "waits_for_grade",
                    models.BooleanField(
                        default=False, help_text="Submitted, with an essay that isn't graded yet"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần làm bài",
                "verbose_name_plural": "lần làm bài",
                "ordering": ["started_at", "id"],
                "indexes": [
                    models.Index(fields=["user", "version", "step_key"], name="courses_attempt_of_step"),
                    models.Index(
                        condition=models.Q(("finished_at", None)),
                        fields=["deadline_at"],
                        name="courses_attempt_to_close",
                    ),
                    models.Index(
                        condition=models.Q(("waits_for_grade", True)),
                        fields=["finished_at"],
                        name="courses_attempt_to_grade",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 10000), _connector="OR"),
                        name="courses_attempt_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("passed", None), ("score", None)),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("passed__isnull", False),
                                ("score__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="courses_attempt_finished_is_scored",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at", None), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="courses_attempt_told_when_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline_at", None),
                            ("deadline_at__gt", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="courses_attempt_deadline_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="courses.attempt",
                    ),
                ),
                ("question_key", models.CharField(max_length=40)),
                ("response", models.JSONField()),
                ("given_at", models.DateTimeField()),
                ("device", models.CharField(max_length=64)),
                ("sequence", models.PositiveBigIntegerField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("counts", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "câu trả lời",
                "verbose_name_plural": "câu trả lời",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attempt", "device", "sequence"), name="courses_answer_once_a_device"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("counts", True)),
                        fields=("attempt", "question_key"),
                        name="courses_answer_one_counts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EssayGrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grade", to="courses.answer"
                    ),
                ),
                (
                    "share",
                    models.PositiveSmallIntegerField(help_text="Hundredths of a per cent of its points"),
                ),
                ("remark", models.TextField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("graded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "điểm bài viết",
                "verbose_name_plural": "điểm bài viết",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__lte", 10000)), name="courses_essay_grade_share"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Removed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removed",
                        to="courses.course",
                    ),
                ),
                ("what", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=140)),
                ("data", models.JSONField()),
                ("removed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phần đã bỏ khỏi khoá học",
                "verbose_name_plural": "phần đã bỏ khỏi khoá học",
                "ordering": ["-removed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TaskState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="task_states",
                        to="courses.enrolment",
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                ("step_key", models.CharField(max_length=40)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "subjects",
                    models.JSONField(
                        default=list,
                        help_text="Results that count, such as product:12, earliest first",
                    ),
                ),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "bài thực hành của hội viên",
                "verbose_name_plural": "bài thực hành của hội viên",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "lesson_key", "step_key"), name="courses_taskstate_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hand_ins",
                        to="courses.enrolment",
                    ),
                ),
                ("lesson_key", models.CharField(max_length=40)),
                ("step_key", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("product_listed", "Sản phẩm lên sàn có đủ ba ảnh"),
                            ("harvest_recorded", "Ghi thu hoạch vào nhật ký"),
                            ("labels_printed", "In tem"),
                            ("scanned_by_devices", "Ba máy khác nhau quét tem trong một ngày"),
                            ("first_order", "Đơn hàng đầu tiên"),
                            ("livestream_held", "Livestream ít nhất 15 phút, giảng viên xác nhận"),
                            ("fanpage_confirmed", "Fanpage, giảng viên xác nhận"),
                            ("handed_in", "Nộp ảnh hoặc đường dẫn, giảng viên xem"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="chị muốn nói thêm")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="đường dẫn")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                ("handed_in_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ giảng viên xem"),
                            ("accepted", "Giảng viên đã nhận"),
                            ("returned", "Cần làm lại"),
                            ("withdrawn", "Đã rút lại"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("review", models.TextField(blank=True, max_length=1000, verbose_name="lời giảng viên")),
                ("photos", models.ManyToManyField(blank=True, related_name="hand_ins", to="courses.asset")),
            ],
            options={
                "verbose_name": "bài nộp",
                "verbose_name_plural": "bài nộp",
                "ordering": ["-handed_in_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("enrolment", "lesson_key", "step_key"),
                        name="courses_handin_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gt", models.F("started_at")), _connector="OR"
                        ),
                        name="courses_handin_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="XapiStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("body", models.JSONField()),
                (
                    "voids",
                    models.UUIDField(
                        blank=True,
                        db_index=True,
                        help_text="The statement that this one voids",
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "chờ gửi"), ("sent", "đã gửi"), ("refused", "bị từ chối")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "câu xAPI",
                "verbose_name_plural": "câu xAPI",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_at"],
                        name="courses_xapi_waiting",
                    )
                ],
            },
        ),
        AppendOnly("courses_courseversion"),
        AppendOnly("courses_roundpaper"),
    ]
