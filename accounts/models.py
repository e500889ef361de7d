from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Holds the place of the real one, so that the project starts before it has landed."""
