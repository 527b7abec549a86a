"""`python -m project.serve`: what `./run` becomes at the end."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from project import env
from project.serve.address import require_free
from project.serve.children import Child, children
from project.serve.groups import end_leftovers
from project.serve.lock import held_lock
from project.serve.refusal import RefusedError
from project.serve.saying import say
from project.serve.supervisor import GRACE, Supervisor

ROOT = Path(__file__).resolve().parents[2]


def serve(
    those: Iterable[Child],
    *,
    data_dir: Path,
    environ: Mapping[str, str],
    cwd: Path = ROOT,
    grace: float = GRACE,
) -> int:
    """Run the children until told to stop, or raise RefusedError; return the exit code."""
    folder, those = data_dir / "serve", list(those)
    with held_lock(folder):
        # First the leftovers: they may be what holds the port.
        end_leftovers(folder)
        for child in those:
            if child.address:
                require_free(child.address)
        return Supervisor(those, folder=folder, cwd=cwd, environ=environ, grace=grace).run()


def main(environ: Mapping[str, str]) -> int:
    """Run the installation that the environment describes."""
    try:
        data_dir = ROOT / (environ.get("DATA_DIR") or "var")
        return serve(children(environ), data_dir=data_dir, environ=environ)
    except RefusedError as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:  # Ctrl-C before anything has started
        return 0


def described() -> dict[str, str]:
    """Return the environment with what `.env` says of address and folder filled in."""
    said = {"HOST": env.host(), "PORT": str(env.port()), "DATA_DIR": str(env.data_dir())}
    return {**os.environ, **said}


if __name__ == "__main__":
    sys.exit(main(described()))
