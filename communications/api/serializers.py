from rest_framework import serializers

from communications.models import Notice, Notification


class TaskGroupSerializer(serializers.Serializer):
    key = serializers.CharField(source="tasks.key")
    label = serializers.CharField(source="tasks.label")
    count = serializers.IntegerField(help_text="超过 1000 的记作 1001")
    capped = serializers.BooleanField()
    due = serializers.CharField()
    url = serializers.CharField(source="more")


class InboxSerializer(serializers.Serializer):
    results = TaskGroupSerializer(many=True)


class ReadSerializer(serializers.Serializer):
    # Which to mark as read; all of one's own when left out.

    ids = serializers.ListField(child=serializers.IntegerField(), required=False)


class ReadCountSerializer(serializers.Serializer):
    read = serializers.IntegerField()


class NoticeSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code", read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "title", "body", "federation", "audience", "status", "published_at"]


class NotificationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notification
        fields = ["id", "text", "url", "created_at", "read_at"]
