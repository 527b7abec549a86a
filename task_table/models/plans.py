"""The plan (规划), its sections, and the rules its committee set for reporting on it."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from project.accounts.models import Committee, Sphere, User


class FilingKind(models.TextChoices):
    """How often units report: a plan files in one kind; longer summaries run over its cycles."""

    QUARTER = "quarter", "按季"
    HALF = "half", "按半年"
    YEAR = "year", "按年"


class SupportReview(models.TextChoices):
    """Who reviews a co-responsible unit's row."""

    LEAD = "lead", "牵头单位"
    SECRETARIAT = "secretariat", "残工委办公室"


class SecondReview(models.TextChoices):
    """The last resort for the second review of 自审; each value allows those before it too."""

    OTHER_UNIT = "other_unit", "其他单位的审核人"
    LEADER = "leader", "残工委领导"
    COLLEAGUE = "colleague", "另一位同事"


class OwnCheck(models.TextChoices):
    """Who checks for the office what its own house asks for, before a leader decides."""

    COLLEAGUE = "colleague", "可由办公室同事核查"
    OTHER_UNIT = "other_unit", "只由其他单位的审核人核查"


class Sums(models.TextChoices):
    """Which summaries over several cycles are built by the schedule; others are asked for."""

    HALVES_AND_YEARS = "halves", "半年和年度"
    YEARS = "years", "仅年度"
    NONE = "none", "不自动生成"


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans in the words of those who look for them."""

    def visible_to(self, user: User) -> Self:
        """Return the plans of the person's own committee; administrators see no business."""
        if user.sphere != Sphere.BUSINESS or user.home_unit_id is None:
            return self.none()
        return self.filter(committee__units=user.home_unit_id)


class Plan(models.Model):
    """A plan that was issued: the facts it prints and the rules set for following it."""

    slug = models.SlugField("代码", unique=True)
    title = models.CharField("名称", max_length=200)
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="plans", verbose_name="残工委"
    )
    from_on = models.DateField("规划期起")
    until_on = models.DateField("规划期止")
    footnote = models.TextField("备注", blank=True)
    filing_kind = models.CharField(
        "报送周期", max_length=16, choices=FilingKind, default=FilingKind.QUARTER
    )
    support_days = models.PositiveSmallIntegerField("配合单位提前工作日", default=7)
    reply_days = models.PositiveSmallIntegerField("退回答复工作日", default=3)
    support_review = models.CharField(
        "配合单位由谁审核", max_length=16, choices=SupportReview, default=SupportReview.LEAD
    )
    # For processes opened from then on: what is under way keeps the order it began in.
    sign_first = models.BooleanField("先签批后审核", default=False)
    second_review = models.CharField(
        "自审复核最多放宽到", max_length=16, choices=SecondReview, default=SecondReview.COLLEAGUE
    )
    # The grades a closed task gets, in order, divided by 、; none where it is empty.
    closing_grades = models.CharField("办结评定等次", max_length=64, blank=True, default="")

    # 自审 of other kinds of cases; of a closing it is always another house (decision 0029).
    extension_check = models.CharField(
        "延期申请的自审", max_length=16, choices=OwnCheck, default=OwnCheck.COLLEAGUE
    )
    adjustment_check = models.CharField(
        "任务调整的自审", max_length=16, choices=OwnCheck, default=OwnCheck.COLLEAGUE
    )

    # What the lights count by (decision 0040): working days, and points behind 序时进度.
    light_soon_days = models.PositiveSmallIntegerField("节点临近工作日", default=10)
    light_report_days = models.PositiveSmallIntegerField("报送临近工作日", default=3)
    light_behind = models.PositiveSmallIntegerField("黄灯：落后百分点", default=10)
    light_far_behind = models.PositiveSmallIntegerField("红灯：落后百分点", default=30)
    # So many cycles without real progress are 长期未动 (decision 0045).
    stalled_cycles = models.PositiveSmallIntegerField("长期未动的期数", default=2)

    # What goes up when (decision 0046), in working days past the day asked for; and the route.
    signer_after = models.PositiveSmallIntegerField("告知分管领导", default=3)
    escalates = models.BooleanField("生成督办单、通报底稿", default=False)
    blue_after = models.PositiveSmallIntegerField("蓝色督办单", default=5)
    yellow_after = models.PositiveSmallIntegerField("黄色督办单", default=10)
    red_after = models.PositiveSmallIntegerField("红色督办单", default=15)
    circular_after = models.PositiveSmallIntegerField("通报", default=20)
    forewarn_days = models.PositiveSmallIntegerField("通报前告知的工作日", default=1)
    vets_papers = models.BooleanField("公文核稿", default=True)
    head_approves = models.BooleanField("公文送办公室主任", default=False)
    # Whether a summary goes that route at all, or the office releases it by itself (0048).
    issues_summaries = models.BooleanField("汇总由领导签发", default=True)
    seeks_opinions = models.BooleanField("汇总征求意见", default=True)
    sums_up = models.CharField(
        "自动生成的半年、年度汇总", max_length=16, choices=Sums, default=Sums.HALVES_AND_YEARS
    )
    opinion_days = models.PositiveSmallIntegerField("征求意见的工作日", default=3)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规划"
        ordering = ("-from_on", "slug")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(light_soon_days__gt=0, light_report_days__gt=0, light_behind__gt=0),
                name="lights_count_by_something",
            ),
            models.CheckConstraint(
                condition=Q(opinion_days__gt=0), name="opinions_are_given_a_day"
            ),
            models.CheckConstraint(
                condition=Q(light_far_behind__gt=F("light_behind")), name="red_lies_beyond_yellow"
            ),
            models.CheckConstraint(
                condition=Q(
                    signer_after__gt=0,
                    blue_after__gt=0,
                    yellow_after__gt=F("blue_after"),
                    red_after__gt=F("yellow_after"),
                    circular_after__gt=F("red_after"),
                    forewarn_days__gt=0,
                ),
                name="rungs_of_escalation_rise",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def grades(self) -> list[str]:
        """Return the words by which a closed task is graded; none where the plan grades nothing."""
        return [word for word in self.closing_grades.split("、") if word]


class Section(models.Model):
    """A section of the plan's tasks, as its contents print it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name="规划")
    place = models.PositiveSmallIntegerField("次序")
    number = models.CharField("编号", max_length=16)
    title = models.CharField("标题", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ("plan", "place")
        constraints = (models.UniqueConstraint("plan", "place", name="section_place_once"),)

    def __str__(self) -> str:
        return f"{self.number}{self.title}"
