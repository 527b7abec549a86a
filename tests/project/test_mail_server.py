"""EMAIL_URL names the mail server, or the start ends with a sentence that says how."""

import pytest

from project.env import mail_from, mail_server


@pytest.mark.parametrize(
    "url, port, tls, ssl",
    [
        ("submission://a%40b.cn:p%40ss@mail.example.gov.cn", 587, True, False),
        ("smtp://a%40b.cn:p%40ss@mail.example.gov.cn:465?ssl=true", 465, False, True),
        ("smtp://a%40b.cn:p%40ss@mail.example.gov.cn", 25, False, False),
    ],
)
def test_a_server_is_read_with_its_encryption(
    url: str, port: int, tls: bool, ssl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    said = mail_server()
    assert said["EMAIL_HOST"] == "mail.example.gov.cn"
    assert (said["EMAIL_PORT"], said["EMAIL_USE_TLS"], said["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert (said["EMAIL_HOST_USER"], said["EMAIL_HOST_PASSWORD"]) == ("a@b.cn", "p@ss")


def test_no_server_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert mail_server() == {}


@pytest.mark.parametrize(
    "url", ["mail.example.gov.cn:587", "smtp+tls://mail.example.gov.cn", "smtp://", "smtp://h:x"]
)
def test_an_address_that_is_none_is_refused_at_the_start(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(SystemExit, match="EMAIL_URL 不是邮件服务器的地址"):
        mail_server()


@pytest.mark.parametrize(
    "said", ["责任台账 <zeren@a.cn>", "zeren@a.cn", '"市残联, 办公室" <z@a.cn>']
)
def test_a_sender_is_taken_as_said(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_FROM", said)
    assert mail_from("default@a.cn") == said


@pytest.mark.parametrize("said", ["责任台账", "市残联, 办公室 <z@a.cn>"])
def test_a_sender_without_address_is_refused_at_the_start(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_FROM", said)
    with pytest.raises(SystemExit, match="MAIL_FROM 不是发件人的写法"):
        mail_from("default@a.cn")
