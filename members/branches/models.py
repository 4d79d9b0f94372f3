from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches import enums as branches_enums
from members.branches.querysets import BranchQuerySet, MembershipQuerySet
from members.people.models import User
from members.roles import enums as roles_enums
from members.roles.querysets import RoleGrantQuerySet


class Unit(models.Model):
    """A province, commune or ward, by the state's code (two levels since 2025-07-01).

    A commune's code below 100 is stored with 100000 added, because a province may have the same number.
    """

    code = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=branches_enums.UnitKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name_folded = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """One branch of the Union; the tree is province, commune, village chapter."""

    name = models.CharField(max_length=120)
    name_folded = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Normalised text for search"
    )
    level = models.CharField(max_length=10, choices=branches_enums.BranchLevel)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(
        max_length=80,
        unique=True,
        help_text="IDs from the root, such as /1/23/; a prefix of the paths of all branches below",
    )
    is_active = models.BooleanField(default=True)

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở Hội")
        verbose_name_plural = _("cơ sở Hội")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="members_branch_name_in_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_province(self) -> bool:
        return self.level == branches_enums.BranchLevel.PROVINCE

    @property
    def is_chapter(self) -> bool:
        return self.level == branches_enums.BranchLevel.CHAPTER


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(
        max_length=10,
        choices=branches_enums.MembershipState,
        default=branches_enums.MembershipState.REQUESTED,
    )
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    salt = SaltField(help_text="Of the pin of `reason`")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("hội viên của cơ sở")
        verbose_name_plural = _("hội viên của cơ sở")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["requested", "confirmed"]),
                name="members_membership_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.branch}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == branches_enums.MembershipState.CONFIRMED


class RoleGrant(models.Model):
    """The role of a trainer, officer or lawyer in a branch. An officer's role includes all branches below.

    A lawyer reads law, which is the same everywhere, so the branch only says who appointed and who may end.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=10, choices=roles_enums.Role)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="role_grants")
    capacity = models.CharField(
        max_length=160, blank=True, help_text="Of a lawyer: luật sư, Đoàn luật sư tỉnh …"
    )
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salt = SaltField(help_text="Of the pin of `capacity`")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch"], condition=Q(ended_at=None), name="members_rolegrant_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity="") | Q(role=roles_enums.Role.LAWYER),
                name="members_rolegrant_capacity_of_lawyer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} {self.branch}"
