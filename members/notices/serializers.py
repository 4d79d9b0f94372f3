from rest_framework import serializers

from members.models import Notice


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "body", "url", "created_at", "read_at"]
        read_only_fields = fields


class ReadSerializer(serializers.Serializer):
    read = serializers.IntegerField(min_value=0, help_text="Number of notices that were unread")
