"""What a regime says of a product after its recognition: revocation, evaluation again, the transition, inspections."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ocop_workflow.rulebook.evaluation.provenance import Fact
from ocop_workflow.rulebook.plans.plan_document import Code, Shape, Text

GroundCode = Annotated[Code, StringConstraints(max_length=40)]


class Length(Fact):
    """A length in days or months, as the field's name says."""

    value: int = Field(ge=1)


class Ground(Fact):
    """A reason for which a certificate is revoked."""

    code: GroundCode
    label: Text


class Revocation(Shape):
    """Grounds, and within how many calendar days of the conclusion (or the commune's confirmation) it is decided."""

    decision_days: Length
    grounds: tuple[Ground, ...] = Field(min_length=1)

    def ground(self, code: str) -> Ground | None:
        """The ground of that code."""
        return next((ground for ground in self.grounds if ground.code == code), None)


class Extension(Length):
    """How many days after its end a certificate may still hold while its re-evaluation waits for the result.

    `note` says what the text leaves open.
    """

    note: Text


class AfterRecognition(Shape):
    """As far as the sources go: what is None was found in none of them."""

    revocation: Revocation | None = None
    evaluation_days: Length | None = None
    """From the complete dossier of a re-evaluation to its result, at the province or the ministry."""
    extension: Extension | None = None
    inspection: Fact | None = None
