"""The door to the outside: messages leave through Apprise, and each attempt says what is known of it.

The room knows no database and no plan. Apprise takes a second to load, so it is imported at the first use only.
"""

from ocop_workflow.notify.channels import Channels, Target
from ocop_workflow.notify.message import Message, Outcome, OutcomeState
from ocop_workflow.notify.smtp import Timeouts

__all__ = ["Channels", "Message", "Outcome", "OutcomeState", "Target", "Timeouts"]
