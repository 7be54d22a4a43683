from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id19(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two rounds, one lane: OWASP's least, a fifth of the memory that Django's default takes."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
