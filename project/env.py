"""Reads the environment, so that no other module does; `.env.example` explains each name."""

import secrets
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

ROOT = Path(__file__).resolve().parent.parent

WRONG_EMAIL_URL = (
    "EMAIL_URL 不是邮件服务器的地址。写法见 .env.example，例如："
    "EMAIL_URL=submission://用户名:密码@mail.example.gov.cn:587"
)
WRONG_MAIL_FROM = (
    "MAIL_FROM 不是发件人的写法。请写成：MAIL_FROM=责任台账 <zeren@example.gov.cn>，"
    "名称中不要有逗号。"
)

env = Env()
env.read_env(env.str("ENV_FILE", str(ROOT / ".env")), recurse=False)


def data_dir() -> Path:
    """Return the one folder this installation writes to, made if it is not there yet."""
    folder = Path(env.str("DATA_DIR", "") or "var")
    folder = folder if folder.is_absolute() else ROOT / folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(
            f"无法写入数据目录 {folder}：{error.strerror}。请检查 DATA_DIR 的位置和权限。"
        ) from error
    return folder


def data_folder(name: str) -> Path:
    """Return a folder within the data folder, made if it is not there yet."""
    folder = data_dir() / name
    folder.mkdir(exist_ok=True)
    return folder


def _unguessable() -> str:
    return secrets.token_urlsafe(50)


def kept_secret(name: str, *, make: Callable[[], str] = _unguessable) -> str:
    """Return the secret kept under `name` in the data folder, making it at the first call.

    The file is readable by its owner alone; two processes starting together agree on one secret.
    """
    path = data_dir() / name
    if not path.exists():
        _write_once(path, make())
    return path.read_text()


def _write_once(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def wants_demo() -> bool:
    """Say whether this start is `./run --demo`; what a database is, the database says itself."""
    return bool(env.bool("DEMO", False))


def mail_server() -> dict[str, Any]:
    """Return Django's settings of the mail server EMAIL_URL names; nothing where none is set.

    Ends the start with a sentence where the address is none: mail must not fail later, unseen.
    """
    url = env.str("EMAIL_URL", "")
    if not url:
        return {}
    try:
        said: dict[str, Any] = env.dj_email_url("EMAIL_URL")
    except EnvError as error:
        raise SystemExit(WRONG_EMAIL_URL) from error
    if urlsplit(url).scheme not in ("smtp", "submission") or not urlsplit(url).hostname:
        raise SystemExit(WRONG_EMAIL_URL)
    return said


def mail_from(default: str) -> str:
    """Return whom mail comes from; ends the start with a sentence where that is no address.

    A wrong one would have every letter refused for good, as if the recipients were wrong.
    """
    said = str(env.str("MAIL_FROM", default))
    if "@" not in parseaddr(said)[1]:
        raise SystemExit(WRONG_MAIL_FROM)
    return said


def host() -> str:
    """Return the address the web server listens on."""
    return str(env.str("HOST", "127.0.0.1"))


def port() -> int:
    """Return the port the web server listens on."""
    return int(env.int("PORT", 8000))


def base_url() -> str:
    """Return the address people reach the system under, without a slash at the end."""
    return str(env.str("BASE_URL", f"http://{host()}:{port()}")).rstrip("/")
