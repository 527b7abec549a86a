"""Answers in Chinese what the frame refuses before any page is asked: too much in one form."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MUCH = "一次提交的内容太多，没有收到。请分几次填写、保存。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was too much and how to go on; anything else is a request no page of ours makes."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    words: dict[type[Exception], str] = {
        TooManyFilesSent: f"一次最多上传{most}个文件，这次一个也没有收到。请分几次上传。",
        TooManyFieldsSent: TOO_MUCH,
        RequestDataTooBig: TOO_MUCH,
    }
    said = words.get(type(exception), "")
    return render(request, "400.html", {"words": said}, status=400)
