"""What a row of a register says of a dossier: its facts, and those of a certificate that it already had."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.move_facts import renewal_window
from ocop_workflow.rulebook.evaluation.regime import add_months
from ocop_workflow.rulebook.registers import RegisterRow, RegisterStatus
from ocop_workflow.rulebook.text import vn_date

Validity = Callable[[date | None, date | None, int | None], Mapping[str, Any]]
"""From the last day that a list tells, the day and the year of recognition: what a dossier keeps of its certificate."""


@dataclass(frozen=True)
class NewRow:
    """A row that is not stored yet, with its search keys."""

    row: RegisterRow
    source_id: str
    product_key: str
    producer_key: str

    @property
    def is_recognised(self) -> bool:
        """Whether the register calls it recognised, or tells a decision without saying otherwise."""
        row = self.row
        return row.status is RegisterStatus.RECOGNISED or (
            row.status is None and (row.recognised_on is not None or row.decision_no is not None)
        )


def dossier_facts(one: NewRow, producer_id: int, communes: Mapping[str, int | None]) -> dict[str, Any]:
    """The columns of the dossier that the row fills."""
    row = one.row
    said = [row.status.label] if row.status else []
    said += [f"{row.stars} sao"] if row.stars else []
    said += [f"năm {row.year}"] if row.year else []
    return {
        "product_name": row.product_name,
        "search_key": one.product_key,
        "producer_id": producer_id,
        "commune_id": communes.get(row.commune or ""),
        "product_group": row.product_group,
        "note": "; ".join([f"nguồn ghi: {', '.join(said)}" if said else "", row.note or ""]).strip("; ") or None,
        "source_id": one.source_id,
    }


def recognition_facts(row: RegisterRow, validity: Validity) -> dict[str, Any]:
    """The columns that only a recognised product has."""
    return {
        "star_rank": row.stars,
        "score": row.score,
        "decision_no": row.decision_no,
        "recognised_on": row.recognised_on,
        **validity(row.expires_on, row.recognised_on, row.year),
    }


def validity_of(running: RunningCycle, today: date) -> Validity:
    """Gives the last day of an earlier certificate and its source; the latest possible day where only a year is known.

    A list has few days for many products: each is worked out once.
    """
    regime = running.rules.regime(today)
    months = regime.certificate_months.value

    @cache
    def validity(expires_on: date | None, recognised_on: date | None, year: int | None) -> Mapping[str, Any]:
        basis = "theo danh sách nhập" if expires_on else None
        if expires_on is None and recognised_on:
            expires_on = add_months(recognised_on, months)
            basis = f"{months} tháng từ ngày công nhận {vn_date(recognised_on)} ({regime.number})"
        elif expires_on is None and year:
            expires_on = add_months(date(year, 12, 31), months)
            basis = f"muộn nhất: {months} tháng từ hết năm {year}; danh sách không ghi ngày công nhận"
        window = renewal_window(regime, expires_on) if expires_on else {}
        return {
            "expires_on": expires_on,
            "expires_basis": basis,
            "renewal_opens_on": window.get("renewal_opens_on"),
            "renewal_closes_on": window.get("renewal_closes_on"),
        }

    return validity
