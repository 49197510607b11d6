"""The forms of RFC 6749 and RFC 7009."""

from rest_framework import serializers


class TokenRequestSerializer(serializers.Serializer):
    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    scope = serializers.CharField(
        required=False, help_text="Scopes with spaces between them; all of the client's without."
    )
    client_id = serializers.CharField(required=False, help_text="Or by HTTP Basic.")
    client_secret = serializers.CharField(required=False, help_text="Or by HTTP Basic.")


class AccessTokenSerializer(serializers.Serializer):
    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()


class RevokeRequestSerializer(serializers.Serializer):
    token = serializers.CharField()
    token_type_hint = serializers.CharField(required=False)
    client_id = serializers.CharField(required=False, help_text="Or by HTTP Basic.")
    client_secret = serializers.CharField(required=False, help_text="Or by HTTP Basic.")


class OAuthErrorSerializer(serializers.Serializer):
    error = serializers.ChoiceField(
        choices=[
            "invalid_request",
            "invalid_client",
            "invalid_scope",
            "unsupported_grant_type",
            "unsupported_token_type",
            "unauthorized_client",
            "temporarily_unavailable",
        ]
    )
    error_description = serializers.CharField(required=False)
