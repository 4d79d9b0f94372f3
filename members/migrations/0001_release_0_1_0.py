import django.db.models.deletion
import django.utils.timezone
import members.keys
import uuid
from django.conf import settings
from django.db import migrations, models

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    replaces = [
        ("members", "0001_initial"),
        ("members", "0002_sign_in_and_erasure"),
        ("members", "0003_account_change_of_tokens"),
        ("members", "0004_training_milestones"),
        ("members", "0005_milestone_events"),
        ("members", "0006_consents_of_training"),
        ("members", "0007_consent_to_be_named_on_certificates"),
        ("members", "0008_buyer_codes"),
        ("members", "0009_account_change_of_rights"),
        ("members", "0010_zalo"),
        ("members", "0011_push"),
        ("members", "0012_milestones_without_addresses"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "ref",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Pseudonym in the ledger", unique=True
                    ),
                ),
                ("full_name", models.CharField(blank=True, max_length=80, verbose_name="họ và tên")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="When it was verified by an SMS code",
                        max_length=16,
                        null=True,
                        unique=True,
                        verbose_name="số điện thoại",
                    ),
                ),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "phone_to_verify",
                    models.CharField(
                        blank=True,
                        help_text="A number that the member entered and hasn't verified yet; it can't be used to log in",
                        max_length=16,
                    ),
                ),
                (
                    "card_number",
                    models.CharField(
                        default=members.keys.new_card_number,
                        max_length=8,
                        unique=True,
                        verbose_name="số thẻ hội viên",
                    ),
                ),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm sinh"),
                ),
                ("language", models.CharField(default="vi", max_length=5)),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="opened_accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "erase_due_at",
                    models.DateTimeField(
                        blank=True, help_text="When the member requested erasure", null=True
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "người dùng",
                "verbose_name_plural": "người dùng",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(
                                ("birth_year", None),
                                ("full_name", ""),
                                ("is_active", False),
                                ("phone", None),
                                ("phone_to_verify", ""),
                            ),
                            _connector="OR",
                        ),
                        name="members_user_erased_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone", None), ("phone_verified_at__isnull", False), _connector="OR"
                        ),
                        name="members_user_phone_is_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssistSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assist_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assisted_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "phiên làm hộ",
                "verbose_name_plural": "phiên làm hộ",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("officer",),
                        name="members_assist_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("officer", models.F("member")), _negated=True),
                        name="members_assist_other",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("code", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("province", "tỉnh"), ("commune", "xã"), ("ward", "phường")], max_length=10
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="members.unit",
                    ),
                ),
                ("name_folded", models.CharField(db_index=True, max_length=80)),
            ],
            options={
                "verbose_name": "đơn vị hành chính",
                "verbose_name_plural": "đơn vị hành chính",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "name_folded",
                    models.CharField(
                        blank=True, editable=False, help_text="Normalised text for search", max_length=120
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Hội cấp tỉnh"),
                            ("commune", "Hội cấp xã"),
                            ("chapter", "Chi hội"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branches",
                        to="members.unit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="members.branch",
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        help_text="IDs from the root, such as /1/23/; a prefix of the paths of all branches below",
                        max_length=80,
                        unique=True,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "cơ sở Hội",
                "verbose_name_plural": "cơ sở Hội",
                "ordering": ["path"],
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "name"), name="members_branch_name_in_parent")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="members.branch",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Chờ xác nhận"),
                            ("confirmed", "Đã xác nhận"),
                            ("refused", "Chưa được nhận"),
                            ("left", "Đã rời chi hội"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "hội viên của cơ sở",
                "verbose_name_plural": "hội viên của cơ sở",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "confirmed"])),
                        fields=("user",),
                        name="members_membership_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
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
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("trainer", "Giảng viên"), ("officer", "Cán bộ Hội")], max_length=10
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_grants",
                        to="members.branch",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
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
                "verbose_name": "vai trò",
                "verbose_name_plural": "vai trò",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "role", "branch"),
                        name="members_rolegrant_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("public_name", "Hiện họ tên của chị trên trang sản phẩm"),
                            ("public_photo", "Hiện ảnh chân dung của chị trên trang sản phẩm"),
                            ("public_phone", "Cho người mua thấy số điện thoại của chị"),
                            ("sms_news", "Nhắn tin cho chị về lớp học và tin của Hội"),
                            ("reports", "Tính hoạt động của chị vào báo cáo của Hội"),
                            (
                                "learner_name",
                                "Cho giảng viên và cán bộ thấy tên chị trong danh sách người học",
                            ),
                            ("contest_name", "Hiện họ tên của chị trong danh sách kết quả cuộc thi"),
                            ("certificate_name", "Hiện họ tên của chị trên trang chứng nhận học xong"),
                            (
                                "learning_record",
                                "Gửi việc học của chị, không kèm tên, sang kho học tập của Hội",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "wording",
                    models.CharField(help_text="The sentence that the member agreed to", max_length=200),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("self", "chị tự bấm trên máy"),
                            ("paper", "chị ký trên giấy, cán bộ ghi lại"),
                        ],
                        max_length=10,
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "đồng ý",
                "verbose_name_plural": "đồng ý",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("user", "purpose"),
                        name="members_consent_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", models.F("given_at")),
                            _connector="OR",
                        ),
                        name="members_consent_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                        related_name="milestones",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joined_branch", "Được chi hội xác nhận"),
                            ("product_listed", "Sản phẩm lên sàn"),
                            ("certificate_verified", "Giấy chứng nhận được xác minh"),
                            ("harvest_recorded", "Ghi thu hoạch"),
                            ("labels_printed", "In tem"),
                            ("label_scanned", "Tem được quét"),
                            ("product_photographed", "Sản phẩm lên sàn có đủ ba ảnh"),
                            ("scanned_by_three", "Ba máy khác nhau quét tem"),
                            ("first_order", "Đơn hàng đầu tiên"),
                            ("livestream_held", "Đã livestream bán hàng"),
                            ("fanpage_opened", "Đã mở fanpage"),
                            ("work_handed_in", "Bài làm được giảng viên nhận"),
                            ("quiz_passed", "Đạt bài hỏi"),
                            ("course_finished", "Học xong khoá học"),
                            ("class_attended", "Dự lớp học"),
                        ],
                        max_length=30,
                    ),
                ),
                ("subject", models.CharField(help_text="Such as product:12 or run:7", max_length=120)),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("data", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "dấu mốc",
                "verbose_name_plural": "dấu mốc",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind", "subject"), name="members_milestone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MilestoneEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestone_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joined_branch", "Được chi hội xác nhận"),
                            ("product_listed", "Sản phẩm lên sàn"),
                            ("certificate_verified", "Giấy chứng nhận được xác minh"),
                            ("harvest_recorded", "Ghi thu hoạch"),
                            ("labels_printed", "In tem"),
                            ("label_scanned", "Tem được quét"),
                            ("product_photographed", "Sản phẩm lên sàn có đủ ba ảnh"),
                            ("scanned_by_three", "Ba máy khác nhau quét tem"),
                            ("first_order", "Đơn hàng đầu tiên"),
                            ("livestream_held", "Đã livestream bán hàng"),
                            ("fanpage_opened", "Đã mở fanpage"),
                            ("work_handed_in", "Bài làm được giảng viên nhận"),
                            ("quiz_passed", "Đạt bài hỏi"),
                            ("course_finished", "Học xong khoá học"),
                            ("class_attended", "Dự lớp học"),
                        ],
                        max_length=30,
                    ),
                ),
                ("subject", models.CharField(max_length=120)),
                (
                    "type",
                    models.CharField(
                        choices=[("happened", "đã xảy ra"), ("undone", "bị rút lại")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "việc đã xảy ra của dấu mốc",
                "verbose_name_plural": "việc đã xảy ra của dấu mốc",
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["user", "kind"], name="members_milestoneevent_of")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("body", models.CharField(blank=True, max_length=400)),
                ("url", models.CharField(blank=True, max_length=200)),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        help_text="A user gets at most one notice per key",
                        max_length=120,
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["user", "read_at"], name="members_notice_unread")],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="members_notice_once")],
            },
        ),
        migrations.CreateModel(
            name="NoticeDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="members.notice",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("page", "trong Piêu"),
                            ("sms", "tin nhắn"),
                            ("zalo", "Zalo"),
                            ("push", "trình duyệt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "chờ gửi"), ("sent", "đã gửi"), ("failed", "không gửi được")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "lần gửi thông báo",
                "verbose_name_plural": "lần gửi thông báo",
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "channel"), name="members_delivery_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
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
                        related_name="push_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("endpoint", models.CharField(max_length=500, unique=True)),
                ("p256dh", models.CharField(max_length=100)),
                ("auth", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "trình duyệt nhận thông báo",
                "verbose_name_plural": "trình duyệt nhận thông báo",
            },
        ),
        migrations.CreateModel(
            name="ZaloAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("refresh_token", models.TextField()),
                ("access_token", models.TextField(blank=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "renewing_until",
                    models.DateTimeField(
                        blank=True, help_text="A process is renewing the tokens until then", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "kết nối Zalo",
                "verbose_name_plural": "kết nối Zalo",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="members_zaloaccess_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryTicket",
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
                        related_name="recovery_tickets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("secret", "Đặt lại mã PIN"), ("phone", "Đổi số điện thoại")], max_length=10
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
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
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "phiếu lấy lại tài khoản",
                "verbose_name_plural": "phiếu lấy lại tài khoản",
            },
        ),
        migrations.CreateModel(
            name="AccountChange",
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
                        related_name="account_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Mở tài khoản"),
                            ("secret", "Đổi mã PIN"),
                            ("phone", "Đổi số điện thoại"),
                            ("phone_removed", "Gỡ số điện thoại"),
                            ("card", "Cấp thẻ mới"),
                            ("ticket", "In phiếu lấy lại tài khoản"),
                            ("passkey_added", "Thêm khoá trên máy"),
                            ("passkey_removed", "Gỡ khoá trên máy"),
                            ("token_made", "Tạo mã cho phần mềm"),
                            ("token_revoked", "Huỷ mã cho phần mềm"),
                            ("profile", "Sửa họ tên, năm sinh"),
                            ("rights", "Đổi quyền của tài khoản"),
                            ("erasure_asked", "Yêu cầu xoá tài khoản"),
                            ("erasure_cancelled", "Giữ lại tài khoản"),
                        ],
                        max_length=30,
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
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "thay đổi tài khoản",
                "verbose_name_plural": "thay đổi tài khoản",
                "ordering": ["-happened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SmsCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("secret", "Đặt lại mã PIN"),
                            ("phone", "Xác nhận số điện thoại"),
                            ("buyer", "Xác nhận số của người mua"),
                        ],
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(max_length=16)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "mã tin nhắn",
                "verbose_name_plural": "mã tin nhắn",
                "indexes": [
                    models.Index(fields=["purpose", "address", "created_at"], name="members_smscode_address"),
                    models.Index(fields=["created_at"], name="members_smscode_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuessLimit",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_failed_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "giới hạn đoán mã",
                "verbose_name_plural": "giới hạn đoán mã",
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
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
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("device_hash", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_used_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "máy đã dùng",
                "verbose_name_plural": "máy đã dùng",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "device_hash"), name="members_knowndevice_once")
                ],
            },
        ),
        AppendOnly("members_milestoneevent"),
    ]
