"""All rules of all kinds, in the order in which they are asked: the first that holds lights."""

from workflows.lights.indicator_rules import INDICATOR_RULES
from workflows.lights.report_rules import REPORT_RULES
from workflows.lights.task_rules import TASK_RULES
from workflows.lights.unit_rules import UNIT_RULES

__all__ = ["INDICATOR_RULES", "REPORT_RULES", "TASK_RULES", "UNIT_RULES"]
