from rest_framework import serializers

from members.models import Branch, Membership, Unit


class UnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["code", "name", "kind", "parent"]
        read_only_fields = fields


class BranchSerializer(serializers.ModelSerializer):
    class Meta:
        model = Branch
        fields = ["id", "name", "level", "unit", "parent"]
        read_only_fields = fields


class ChapterSerializer(serializers.Serializer):
    name = serializers.CharField(min_length=2, max_length=120, help_text="Chi hội bản Áng")
    # The field's name in the answer, too; the metaclass takes it off the class.
    parent = serializers.IntegerField(  # type: ignore[assignment]
        min_value=1, max_value=2**31 - 1, help_text="The commune's branch"
    )


class MembershipSerializer(serializers.ModelSerializer):
    member = serializers.CharField(source="user", read_only=True, help_text="The member's name")

    class Meta:
        model = Membership
        fields = ["id", "branch", "member", "state", "requested_at", "decided_at", "reason"]
        read_only_fields = fields


class JoinSerializer(serializers.Serializer):
    branch = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    leave_current = serializers.BooleanField(default=False, help_text="Also leave the present branch")


class RefusalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200, help_text="Shown to the member")
