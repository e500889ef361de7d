from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's first recommendation (46 MiB, one lane), about 0.1 s on a small server.

    Django's own setting takes 100 MiB and eight lanes: forty officers at nine in the morning would
    take 4 GB.
    """

    time_cost = 1
    memory_cost = 47104
    parallelism = 1
