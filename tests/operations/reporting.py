"""The sample city with a form on its monthly report, and what people do with it, in few words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from ocop_workflow.operations.reports.filing import accept_report, find_report, return_report, submit_report
from ocop_workflow.operations.reports.report_values import accepted_values
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.tables import Report
from ocop_workflow.rulebook.reports.report_form import Value
from tests.builders import AT, OFFICER, a_cycle, a_plan, forms

JUNE = date(2024, 6, 14)
FORM = "ocop.tien-do"
DUTY = {
    "code": "mau.bao-cao", "clause": "III.3", "quote": "báo cáo trước ngày 25 hàng tháng", "from": ["cac-xa"],
    "to": "ubnd", "through": "kinh-te", "cadence": "month", "programme": "ocop", "due": {"before_day": 25},
    "form": {"code": FORM, "not_in_plan": True, "why": "biểu mẫu để thử"},
}  # fmt: skip


def figures() -> dict[str, Value]:
    """A whole content of the form: every figure 3."""
    return {code: Decimal(3) for code, part in forms()[FORM].parts.items() if part.required}


class Desk:
    """The reports of the sample city in June 2024."""

    def __init__(self, session: Session, **changes: Any) -> None:
        self.session = session
        self.cycle = a_cycle(session, a_plan(reports=[DUTY], **changes))
        raise_reports(session, self.cycle, JUNE)

    def report(self, unit: str = "xa-mot", period: str = "2024-M06") -> Report:
        return find_report(self.session, self.cycle, unit, period)

    def file(self, unit: str = "xa-mot", period: str = "2024-M06", on: date = JUNE, **content: Any) -> Report:
        content = content or {"values": figures()}
        at = AT + timedelta(hours=on.day)
        return submit_report(self.session, self.cycle, unit, period, actor=OFFICER, today=on, at=at, **content)

    def accept(self, unit: str = "xa-mot", period: str = "2024-M06", on: date = JUNE) -> Report:
        return accept_report(self.session, self.cycle, unit, period, actor=OFFICER, today=on, at=AT)

    def send_back(self, unit: str = "xa-mot", period: str = "2024-M06", on: date = JUNE) -> Report:
        return return_report(self.session, self.cycle, unit, period, actor=OFFICER, reason="thiếu số", today=on, at=AT)

    def accepted(self, **asked: Any) -> dict[tuple[str, str | None], Value | None]:
        lines = accepted_values(self.session, self.cycle, "2024-M06", **asked)
        return {(line.unit_code, line.code): line.value for line in lines}
