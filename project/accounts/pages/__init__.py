"""The pages of `accounts`: signing in and out, accounts, grants."""
