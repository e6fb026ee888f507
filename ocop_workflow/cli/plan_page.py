"""What `ocop plan show` shows of one plan."""

from ocop_workflow.cli.show import Column, facts, heading, table
from ocop_workflow.rulebook.plans.plan import Plan, Target
from ocop_workflow.rulebook.text import vn_date


def show_plan(plan: Plan) -> None:
    """Head, windows, units, duties, reports and targets of a plan."""
    heading(f"{plan.document.title}")
    issued = plan.document.issued
    printed_date = "/".join(str(part) if part else "…" for part in (issued.day, issued.month, issued.year))
    facts(
        [
            ("Mã", plan.code),
            ("Văn bản", f"{plan.document.kind} số {plan.document.number or '(không in số)'}, ngày {printed_date}"),
            ("Cơ quan", plan.document.issuer),
            ("Hiệu lực", f"{vn_date(plan.in_force.from_)} – {vn_date(plan.in_force.to)} (thiết lập của địa phương)"),
            ("Cơ quan thường trực", plan.name_of(plan.roles.standing_unit)),
            ("Cơ quan quyết định", plan.name_of(plan.roles.authority)),
            ("Lãnh đạo phụ trách", plan.name_of(plan.roles.leader)),
        ]
    )
    windows = [(window.step, *plan.window(window.step)) for window in plan.windows.steps]
    table(
        windows,
        [
            Column("Bước", lambda row: row[0].title),
            Column("Từ ngày", lambda row: row[1], whole=True),
            Column("Đến hết ngày", lambda row: row[2], whole=True),
        ],
        title="Thời gian các bước (thiết lập của địa phương, kế hoạch không in)",
    )
    table(
        plan.units,
        [Column("Mã đơn vị", lambda unit: unit.code, whole=True), Column("Tên", lambda unit: unit.name)],
        title=f"Đơn vị ({len(plan.units)})",
    )
    _show_duties(plan)


def _show_duties(plan: Plan) -> None:
    table(
        plan.duties,
        [
            Column("Điều khoản", lambda duty: duty.clause),
            Column("Bước", lambda duty: ", ".join(str(int(step)) for step in duty.steps), whole=True),
            Column(
                "Đơn vị", lambda duty: "\n".join(f"{plan.name_of(code)} ({part.label})" for code, part in duty.parts())
            ),
            Column("Nguyên văn", lambda duty: _outside(duty.programme) + duty.quote, wide=True),
        ],
        title=f"Nhiệm vụ ({len(plan.duties)}); bước 0: xuyên suốt chu trình",
    )
    table(
        plan.own_duties,
        [
            Column("Nhiệm vụ", lambda duty: duty.text),
            Column("Đơn vị", lambda duty: ", ".join(plan.name_of(code) for code in duty.lead)),
            Column("Bước", lambda duty: ", ".join(str(int(step)) for step in duty.steps)),
        ],
        title="Nhiệm vụ do địa phương thiết lập, không in trong kế hoạch",
    )
    table(
        plan.all_reports,
        [
            Column("Điều khoản", lambda duty: duty.clause),
            Column("Định kỳ", lambda duty: duty.cadence),
            Column("Đơn vị báo cáo", lambda duty: ", ".join(plan.name_of(code) for code in duty.reporters)),
            Column("Nơi nhận", lambda duty: plan.name_of(duty.to)),
            Column("Nguyên văn", lambda duty: _outside(duty.programme) + duty.quote, wide=True),
        ],
        title=f"Chế độ báo cáo ({len(plan.all_reports)})",
        empty="Kế hoạch không in chế độ báo cáo nào.",
    )
    table(
        plan.targets,
        [
            Column("Điều khoản", lambda target: target.clause),
            Column("Chỉ tiêu", lambda target: _outside(target.programme) + target.measures),
            Column(
                "Mức",
                _level,
            ),
        ],
        title=f"Chỉ tiêu ({len(plan.targets)})",
        empty="Kế hoạch không in chỉ tiêu nào.",
    )


def _outside(programme: object) -> str:
    """The mark of what the plan says and the OCOP cycle does not run."""
    return "(NTM, ngoài chu trình OCOP) " if str(programme) == "ntm" else ""


def _level(target: Target) -> str:
    if target.value is None:
        return "không in số"
    return f"{target.comparator or ''} {target.value:g} {target.unit}".strip()
