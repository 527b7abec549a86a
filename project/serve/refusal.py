"""The one exception that means: this cannot start, and here is what the person can do about it."""


class RefusedError(Exception):
    """Carries a Chinese sentence for the person at the keyboard; the program then ends with 1."""
