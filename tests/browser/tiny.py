"""Three addresses of our own, to prove serving and looking over without the real pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from tests.browser import fragments


def hello(request: HttpRequest) -> HttpResponse:
    """Greet by name: who is signed in, the server knows."""
    name = getattr(request.user, "name", "") or "访客"
    return HttpResponse(fragments.page(f"<p>您好，{name}。</p>"))


def broken(request: HttpRequest) -> HttpResponse:
    """Ask for what is not there, complain, and say with scripts what is not said without."""
    scripts = "<script>console.error('坏了'); p.textContent = '有'; undefined.gone</script>"
    outside = '<img alt="" src="https://example.com/far.png"><img alt="" src="/gone.png">'
    return HttpResponse(fragments.page(f"<p id='p'>无</p>{scripts}{outside}"))


def foreign(request: HttpRequest) -> HttpResponse:
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(fragments.page("<p>没有这个页面。</p>"), status=404)


urlpatterns = [path("hello/", hello), path("broken/", broken), path("foreign/", foreign)]
handler404 = not_found
