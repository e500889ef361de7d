from rest_framework import serializers


class OfficeSerializer(serializers.Serializer):
    role = serializers.CharField(help_text="职责代码")
    label = serializers.CharField(source="get_role_display", help_text="职责")
    title = serializers.CharField(help_text="职务")
    federation = serializers.CharField(source="federation.code", help_text="工会编码")
    federation_name = serializers.CharField(source="federation.name", help_text="工会名称")
    starts_on = serializers.DateField(help_text="任职日期")
    ends_on = serializers.DateField(allow_null=True, help_text="届满日期")
    deputy = serializers.BooleanField(source="is_deputy", help_text="是否代理")


class MeSerializer(serializers.Serializer):
    username = serializers.CharField(help_text="用户名")
    name = serializers.CharField(help_text="姓名")
    offices = OfficeSerializer(many=True, help_text="当前任职")
    permissions = serializers.ListField(child=serializers.CharField(), help_text="当前权限")
