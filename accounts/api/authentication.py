from rest_framework import authentication, exceptions

from accounts.services import tokens


class TokenAuthentication(authentication.TokenAuthentication):
    """``Authorization: Token …``, the key's digest looked up at every request."""

    def authenticate_credentials(self, key):
        row = tokens.owner_of(key)
        if row is None:
            raise exceptions.AuthenticationFailed("令牌无效、已过期，或账号已停用。")
        tokens.used(token=row)
        return row.user, row
