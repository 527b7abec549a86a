"""The nouns of `notifications`, gathered for Django."""

from notifications.models.builds import BuildEnd, BuildStep, SummaryBuild
from notifications.models.digests import Digest, DigestFile
from notifications.models.messages import Channel, Handled, Kind, Message, Round
from notifications.models.outgoing import State
from notifications.models.preferences import Frequency, Preference
from notifications.models.robots import PostKind, Robot, RobotKind, RobotPost
from notifications.models.senders import Sender
from notifications.models.summaries import Document, Format, Summary
from notifications.models.summary_templates import SummaryTemplate

__all__ = [
    "BuildEnd",
    "BuildStep",
    "Channel",
    "Digest",
    "DigestFile",
    "Document",
    "Format",
    "Frequency",
    "Handled",
    "Kind",
    "Message",
    "PostKind",
    "Preference",
    "Robot",
    "RobotKind",
    "RobotPost",
    "Round",
    "Sender",
    "State",
    "Summary",
    "SummaryBuild",
    "SummaryTemplate",
]
