"""What the shipped configuration needs before the first run: database, plans, cycles, registers; twice is once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ocop_workflow.library.headings import load_headings
from ocop_workflow.library.plans import PlanFile, load_plan
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.lookup import list_cycles
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.imports import import_register
from ocop_workflow.operations.plans.plan_changes import apply_to_cycle
from ocop_workflow.papers.register import read_register
from ocop_workflow.records.schema import upgrade
from ocop_workflow.vocabulary import CycleState

ACTOR = "ocop up"

Say = Callable[[str], None]


def prepare(office: Office, say: Say, today: date | None = None) -> None:
    """Upgrade the database, apply the plans of the settings, open their cycles, import their registers.

    Says what it did and what was there already; a second call changes nothing. `today` is the day of the settings if
    None. A cycle that the coordinator has closed stays closed, and nothing is imported into it.

    Raises:
        BadInput: a plan or a register has mistakes; nothing of it is stored. NotReady: the database cannot be used.
    """
    day = today or office.settings.today()
    plans = [load_plan(office.settings.config_dir / "plans" / f"{code}.yaml") for code in office.settings.plans]
    if upgrade(office.settings.database_url):
        say("Cơ sở dữ liệu: đã tạo hoặc nâng lược đồ.")
    with office.look() as session:
        closed = {cycle.code for cycle in list_cycles(session, day) if cycle.state is CycleState.CLOSED}
    registers = sorted((office.settings.config_dir / "registers").glob("*.csv"))
    for file in plans:
        if file.plan.code in closed:
            say(f"{file.plan.locality_name}: chu trình {file.plan.code} đã đóng, giữ nguyên.")
            continue
        _open(office, file, day, say)
        for register in registers:
            if register.stem.startswith(f"{file.plan.locality}."):
                _import(office, file, register, day, say)


def _open(office: Office, file: PlanFile, today: date, say: Say) -> None:
    at = office.settings.now()
    plan = file.plan
    with office.work() as session:
        applied, changes = apply_to_cycle(
            session,
            plan,
            file.text,
            file.sha256,
            office.rules,
            actor=ACTOR,
            today=today,
            at=at,
            source_text=file.source_text,
        )
        _, is_new = open_cycle(session, plan.code, actor=ACTOR, today=today, at=at)
    done = f"kế hoạch {plan.code} " + (f"đã áp dụng, {applied.duties} nhiệm vụ" if applied.is_new else "đã có từ trước")
    done += f", {len(changes)} thay đổi trong chu trình đang chạy" if changes else ""
    say(f"{plan.locality_name}: {done}; chu trình {plan.year} {'đã mở' if is_new else 'đang mở từ trước'}.")


def _import(office: Office, file: PlanFile, register: Path, today: date, say: Say) -> None:
    headings = load_headings(office.settings.config_dir / "registers" / "headings.yaml")
    rows = read_register(register, headings).rows
    with office.work() as session:
        done = import_register(
            session,
            running(session, file.plan.code, office.rules, today),
            rows,
            file=str(register),
            source=register.stem,
            actor=ACTOR,
            today=today,
            at=office.settings.now(),
        )
    new = done.recognised + done.identified
    said = f"đã nhập {done.recognised} sản phẩm đã công nhận, {done.identified} sản phẩm tiềm năng" if new else ""
    known = f"{done.known} sản phẩm đã có từ trước" if done.known else ""
    say(f"{file.plan.locality_name}: danh sách {register.name}: {'; '.join(filter(None, (said, known)))}.")
