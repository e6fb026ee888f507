"""What a province or a locality settles itself about certificates; nothing of it stands in the national rules."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from ocop_workflow.errors import NotReady
from ocop_workflow.rulebook.plans.plan_document import Code, Setting, Shape, Text

Digits = Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")]
NumberPattern = Annotated[str, StringConstraints(pattern=r"^[^{}]*\{seq\}[^{}]*\{year\}[^{}]*$", max_length=60)]


class ProvinceCode(Shape):
    """The code (T) of a province between two days, both inclusive."""

    province: Code
    code: Digits
    from_: date = Field(alias="from")
    to: date | None = None
    source: Text


class CertificateSettings(Setting):
    """How certificates are numbered, how many re-evaluations a round can take, codes of the provinces.

    `number` is a pattern with {seq}, the running number of the locality and year, and {year}.
    """

    number: NumberPattern
    round_capacity: int | None = Field(default=None, ge=1)
    remind_days_before_window: int = Field(ge=0, le=366)
    province_codes: tuple[ProvinceCode, ...] = ()

    def province_code(self, locality: str, day: date) -> str | None:
        """The code of the province in which a locality such as «quang-ninh.uong-bi» lies on the day."""
        province = locality.partition(".")[0]
        return next(
            (
                known.code
                for known in self.province_codes
                if known.province == province and known.from_ <= day <= (known.to or date.max)
            ),
            None,
        )


def not_read() -> CertificateSettings:
    """Stands where no settings were given; raises NotReady."""
    raise NotReady("Chưa đọc thiết lập về giấy chứng nhận (config/local/certificates.yaml).")
