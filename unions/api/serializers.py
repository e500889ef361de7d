from rest_framework import serializers

from unions.models import Federation, Region


class RegionSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Region
        fields = (
            *("code", "name", "level", "parent", "path", "pseudo", "statistical_only"),
            *("valid_from", "valid_to"),
        )


class FederationSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("code", read_only=True)
    region = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Federation
        fields = (
            *("code", "name", "short_name", "level", "kind", "parent", "region", "path"),
            *("valid_from", "valid_to"),
        )
