"""The nouns of `notifications`, gathered for Django."""

from notifications.models.digests import Digest
from notifications.models.messages import Channel, Handled, Kind, Message, Round, State
from notifications.models.preferences import Frequency, Preference
from notifications.models.summaries import Document, Format, Summary

__all__ = [
    "Channel",
    "Digest",
    "Document",
    "Format",
    "Frequency",
    "Handled",
    "Kind",
    "Message",
    "Preference",
    "Round",
    "State",
    "Summary",
]
