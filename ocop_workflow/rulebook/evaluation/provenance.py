"""Where a value of the national rules comes from, and how sure we are of it."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ocop_workflow.rulebook.plans.plan_document import Shape, Text

Confidence = Literal["V1", "V2", "S", "D", "R", "C"]
"""V1 read in the text itself, V2 in a secondary source, S in a local plan; D derived or set here, R remembered and not
verified, C sources disagree."""

Points = Annotated[Decimal, Field(ge=0, le=100)]


class Fact(Shape):
    """Where a value comes from: its clause and how sure we are."""

    clause: Text
    confidence: Confidence
