"""The office's pages about its group robots: list, add, one robot with its log, change, off."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notifications.models import Robot, RobotPost, State
from notifications.models.robots import RobotQuerySet
from notifications.robots import keeping
from notifications.robots.forms import ChangeForm, OffForm, RobotForm, add_errors
from notifications.robots.telling import DAYS_AFTER, KEYWORD
from project.accounts.access import committees_served
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Committee
from project.accounts.visitor import signed_in
from project.installation.models import is_demo
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, Incomplete, Refused

LAST_POSTS = 20


@sign_in_before("robot-list")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """List the committee's robots, those at work first."""
    _served_or_404(request)
    rows = sorted(_kept(request), key=lambda each: (not each.is_on, each.pk))
    posts = RobotPost.objects.filter(robot__in=rows).last_of_each()
    last = {each.robot_id: each for each in posts}
    context = {
        "rows": [(each, last.get(each.pk)) for each in rows],
        "days_after": DAYS_AFTER,
        "keyword": KEYWORD,
    }
    return render(request, "notifications/robot_list.html", context)


@never_cache
@sign_in_before("robot-add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a robot to a group of the committee's."""
    committee = _served_or_404(request)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _form_page(request, _restored(RobotForm, kept), restored=kept is not None)
    form = RobotForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        robot = keeping.add_robot(committee, by=signed_in(request), **form.said)
    except Incomplete as refusal:
        add_errors(form, refusal.fields)
        return _form_page(request, form, status=422)
    let_go(request, request.path)
    messages.success(request, f"已添加{robot}。请测试一次，看群里有没有收到。")
    return redirect("robot", robot.pk)


@sign_in_before("robot")
@require_safe
def robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one robot and what was last posted to it, with the answers."""
    found = get_object_or_404(_kept(request), pk=pk)
    posts = RobotPost.objects.filter(robot=found).select_related("by")
    context = {"robot": found, "posts": posts[:LAST_POSTS]}
    return render(request, "notifications/robot.html", context)


@sign_in_before("robot")
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Post a test to the robot now and show the platform's answer on its page."""
    found = get_object_or_404(_kept(request), pk=pk)
    if request.method == "POST":
        try:
            _tell_answer(request, keeping.try_robot(found, by=signed_in(request)))
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("robot", pk)


@never_cache
@sign_in_before("robot-change")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a robot's name, address or key."""
    found = get_object_or_404(_kept(request), pk=pk)
    if not found.is_on:
        return _is_off(request, found)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = _restored(ChangeForm, kept) if kept else ChangeForm(initial={"name": found.name})
        return _form_page(request, form, robot=found, restored=kept is not None)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, robot=found, status=422)
    try:
        changed = keeping.change_robot(found, by=signed_in(request), **form.said)
    except Incomplete as refusal:
        add_errors(form, refusal.fields)
        return _form_page(request, form, robot=found, status=422)
    except AlreadyMoved:
        return _is_off(request, found)
    let_go(request, request.path)
    messages.success(request, f"已修改{'、'.join(changed)}。" if changed else "没有改动。")
    return redirect("robot", pk)


@sign_in_before("robot-off")
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then switch a robot off for good."""
    found = get_object_or_404(_kept(request), pk=pk)
    if not found.is_on:
        return _is_off(request, found)
    kept = kept_form(request, request.path) if request.method != "POST" else None
    form = OffForm(request.POST if request.method == "POST" else kept)
    if request.method != "POST" or not form.is_valid():
        context = {"robot": found, "form": form, "restored": kept is not None}
        status = 422 if request.method == "POST" else 200
        return render(request, "notifications/robot_off.html", context, status=status)
    try:
        keeping.switch_off(found, why=form.cleaned_data["why"], by=signed_in(request))
    except AlreadyMoved:
        return _is_off(request, found)
    let_go(request, request.path)
    messages.success(request, f"已停用{found}，不再向它发送。")
    return redirect("robot", pk)


def _kept(request: HttpRequest) -> RobotQuerySet:
    return keeping.robots_kept_by(signed_in(request), on=timezone.localdate())


def _served_or_404(request: HttpRequest) -> Committee:
    committee = committees_served(signed_in(request), on=timezone.localdate()).first()
    if committee is None:
        raise Http404
    return committee


def _is_off(request: HttpRequest, found: Robot) -> HttpResponse:
    messages.info(request, f"{found}已经停用，不能再改动。")
    return redirect("robot", found.pk)


def _tell_answer(request: HttpRequest, post: RobotPost) -> None:
    if is_demo():
        messages.info(request, "这是演示，测试消息没有发出，只写入了数据目录的 robots 文件夹。")
    elif post.state == State.SENT:
        messages.success(request, "测试已送达：平台接收了，请看群里有没有收到。")
    else:
        messages.warning(request, f"测试没有送达：{post.error or '正在发送，请稍后刷新。'}")


def _restored(form: type[Form], kept: QueryDict | None) -> Form:
    """Return a form with what was typed before signing in again; keys are to be typed anew."""
    return form(initial=kept.dict() if kept else None)


def _form_page(
    request: HttpRequest,
    form: Form,
    *,
    robot: Robot | None = None,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    context = {"form": form, "robot": robot, "restored": restored}
    return render(request, "notifications/robot_form.html", context, status=status)
