"""Tests of the pages without a browser: who gets what, what is answered, how many statements."""
