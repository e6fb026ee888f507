"""`ocop metrics`: the numbers of a running installation in Prometheus' text form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import Today

if TYPE_CHECKING:
    from datetime import date, datetime

    from ocop_workflow.operations.cycle.vitals import Vitals


def metrics(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="TỆP", help="Ghi vào tệp .prom cho node_exporter đọc, thay vì in ra; ghi trọn một lần."
        ),
    ] = None,
    today: Today = None,
) -> None:
    """In số đo theo dạng chữ của Prometheus: hồ sơ, quá hạn, thông báo chờ, lần rà gần nhất; không có tên ai.

    Ví dụ: ocop metrics --to /var/lib/node_exporter/ocop.prom
    """
    desk = at_work.start(today, quiet=True)
    from ocop_workflow.operations.cycle.vitals import vitals

    with desk.look() as session:
        text = as_text(vitals(session, desk.today), desk.today, desk.now())
    if to is None:
        typer.echo(text, nl=False)
        return
    half = to.with_name(f".{to.name}.half")
    half.write_bytes(text.encode())
    half.replace(to)


def as_text(seen: "Vitals", today: "date", now: "datetime") -> str:
    """The numbers as gauges; every state is there, with 0 where nothing stands in it."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    from ocop_workflow.vocabulary import DossierState, NoticeState

    registry = CollectorRegistry()

    def gauge(name: str, help_text: str, value: float) -> None:
        Gauge(f"ocop_{name}", help_text, registry=registry).set(value)

    def by_state(name: str, help_text: str, states: type[DossierState] | type[NoticeState], counts: object) -> None:
        made = Gauge(f"ocop_{name}", help_text, ["state"], registry=registry)
        for state in states:
            made.labels(state.value).set(dict(counts).get(state, 0))  # type: ignore[call-overload]

    by_state("dossiers", "Dossiers by state", DossierState, seen.dossiers)
    by_state("notices", "Notices by state", NoticeState, seen.notices)
    gauge("notices_held", "Notices held since a restore", seen.held)
    oldest = (now - seen.oldest_owed_at).total_seconds() if seen.oldest_owed_at else 0.0
    gauge("notice_oldest_owed_seconds", "How long the oldest notice that may be sent has waited", max(0.0, oldest))
    gauge("reports_late", "Reports past their last day, in open cycles", seen.late_reports)
    gauge("assignments_late", "Assignments past their last day, in open cycles", seen.late_assignments)
    gauge("cycles_open", "Open cycles that have begun", len(seen.last_gone_through))
    done = sum(day is not None and day >= today for day in seen.last_gone_through.values())
    gauge("cycles_gone_through_today", "Open cycles whose day's work is done", done)
    gauge(
        "last_sweep_timestamp_seconds",
        "When a cycle was last gone through",
        seen.last_tick_at.timestamp() if seen.last_tick_at else 0,
    )
    return generate_latest(registry).decode()
