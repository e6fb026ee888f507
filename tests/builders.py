"""A small made-up locality («mẫu») and its dossiers, built by the same doors as the real ones.

with unit_of_work(database) as session:
    cycle = a_cycle(session)
    ids = dossiers(session, cycle, 3, S.SCORED, star_rank=4)
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, select

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.library.criteria import load_criteria
from ocop_workflow.library.dossier_forms import load_dossier_forms
from ocop_workflow.library.local_settings import load_certificate_settings
from ocop_workflow.library.regimes import load_earlier_rules, load_regimes
from ocop_workflow.library.report_forms import load_report_forms
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, running, unit_of
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import begin
from ocop_workflow.operations.dossiers.move_facts import entry_facts
from ocop_workflow.operations.plans.plans import PlanApplied, apply_plan
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import Act, Paper, apply
from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.rulebook.dossiers.requirements import AsOf, Requirement
from ocop_workflow.rulebook.dossiers.ways import shortest_way
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.reports.report_form import ReportForm
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import DayConfidence, DayKind, Level, Role
from ocop_workflow.vocabulary import DossierState as S

TODAY = date(2024, 6, 14)
AT = datetime(2024, 6, 14, 2, 30, 15, 123456, tzinfo=UTC)
PAPER = Paper("12/QĐ-MẪU", date(2024, 6, 13))
OFFICER = "Nguyễn Thị Mẫu"

_numbers = count(1)


@cache
def rules() -> Rules:
    """The shipped calendar, regimes, score sheets and report forms."""
    config = Path(__file__).parents[1] / "config"
    regimes, earlier = load_regimes(config / "regimes"), load_earlier_rules(config / "regimes")
    certificates = cache(partial(load_certificate_settings, config / "local" / "certificates.yaml"))
    calendar = load_calendar(config / "calendar")
    filed = cache(partial(load_dossier_forms, config / "dossier_forms"))
    return Rules(calendar, regimes, sheets, forms, earlier=earlier, certificates=certificates, dossier_forms=filed)


@cache
def sheets(regime: str) -> tuple[CriteriaSet, ...]:
    """The shipped score sheets of a regime."""
    return load_criteria(Path(__file__).parents[1] / "config" / "criteria", regime)


@cache
def forms() -> Mapping[str, ReportForm]:
    """The shipped report forms."""
    return load_report_forms(Path(__file__).parents[1] / "config" / "report_forms")


def a_calendar(
    off: Mapping[date, str] = MappingProxyType({}),
    made_up: Mapping[date, str] = MappingProxyType({}),
    known_from: date = date(2024, 1, 1),
    known_to: date = date(2024, 12, 31),
) -> WorkingCalendar:
    """A calendar with these days off and make-up days, known for 2024 unless told otherwise."""
    kinds = {DayKind.PUBLIC_HOLIDAY: off, DayKind.MAKEUP_WORKING_DAY: made_up}
    days = {
        day: SpecialDay(kind, name, "mẫu", DayConfidence.LETTER)
        for kind, part in kinds.items()
        for day, name in part.items()
    }
    return WorkingCalendar(days, known_from, known_to)


def a_plan(**changes: Any) -> Plan:
    """A plan of the made-up city: two communes, a standing unit, a union; one duty per part, one monthly report.

    `changes` replace whole keys of the plan file, e.g. `reports=[]`.
    """
    sample = {"not_in_plan": True, "why": "kế hoạch mẫu để thử"}
    data = {
        "code": "mau.mau.2024",
        "locality": "mau.mau",
        "locality_name": "thành phố Mẫu",
        "level": "district",
        "year": 2024,
        "source": "mau.mau.2024.txt",
        "document": {"kind": "Kế hoạch", "issued": {}, "issuer": "UBND thành phố Mẫu", "title": "Kế hoạch mẫu"},
        "in_force": {**sample, "from": "2024-01-01", "to": "2024-12-31"},
        "units": [
            {"code": code, "name": name, "kind": kind}
            for code, name, kind in (
                ("ubnd", "UBND thành phố Mẫu", "peoples_committee"),
                ("kinh-te", "Phòng Kinh tế", "office"),
                ("xa-mot", "UBND xã Mẫu Một", "commune"),
                ("xa-hai", "UBND xã Mẫu Hai", "commune"),
                ("nong-dan", "Hội Nông dân thành phố Mẫu", "front_and_unions"),
            )
        ],
        "groups": [
            {"code": "cac-xa", "printed_as": ["UBND các xã"], "units": ["xa-mot", "xa-hai"], "why": "hai xã mẫu"}
        ],
        "roles": {**sample, "standing_unit": "kinh-te", "authority": "ubnd", "leader": "ubnd"},
        "duties": [
            {
                "code": "mau.1", "clause": "III.1", "quote": "Chủ trì, phối hợp hướng dẫn các xã",
                "lead": ["kinh-te"], "coordinate": ["cac-xa"], "request": ["nong-dan"],
                "wording": "chu_tri", "programme": "ocop", "steps": [1],
            },
            {
                "code": "mau.2", "clause": "III.2", "quote": "Thường trực chương trình nông thôn mới",
                "lead": ["kinh-te"], "wording": "heading_only", "programme": "ntm", "steps": [0],
            },
        ],
        "reports": [
            {
                "code": "mau.bao-cao", "clause": "III.3", "quote": "báo cáo trước ngày 25 hàng tháng",
                "from": ["cac-xa"], "to": "ubnd", "through": "kinh-te", "cadence": "month", "programme": "ocop",
                "due": {"before_day": 25},
            },
        ],
        "windows": {
            **sample,
            "steps": [
                {"step": step, "opens": opens, "closes": closes}
                for step, opens, closes in (
                    (1, "01-01", "03-31"), (2, "01-15", "04-30"), (3, "03-01", "06-30"),
                    (4, "04-01", "10-31"), (5, "07-01", "11-30"), (6, "01-01", "12-31"),
                )
            ],
        },
        "due_days": {**sample, "roll": "as_printed"},
        "ladder": sample,
        "terms": {
            **sample,
            "idea_check": 5, "idea_appraisal": 10, "idea_correction": 15, "business_plan_appraisal": 10,
            "business_plan_correction": 15, "dossier_reception": 3, "commune_review": 15, "dossier_correction": 10,
            "higher_review": 10, "scoring": 10, "decision": 10, "revocation": 15, "report_correction": 5,
        },
        "contact": sample,
        **changes,
    }  # fmt: skip
    return Plan.model_validate(data)


def apply_sample(session: Session, plan: Plan, *, today: date = TODAY) -> PlanApplied:
    """Apply a plan that stands in no file; its text is what it says of itself."""
    text = plan.model_dump_json(by_alias=True)
    return apply_plan(session, plan, text, hashlib.sha256(text.encode()).hexdigest(), actor=OFFICER, today=today, at=AT)


def a_cycle(session: Session, plan: Plan | None = None, *, today: date = TODAY) -> RunningCycle:
    """The opened cycle of a plan, the sample plan unless another is given."""
    plan = plan or a_plan()
    apply_sample(session, plan, today=today)
    open_cycle(session, plan.code, actor=OFFICER, today=today, at=AT)
    return running(session, plan.code, rules(), today)


def a_producer(session: Session, cycle: RunningCycle, name: str = "HTX Mẫu", commune: str = "xa-mot") -> Producer:
    """The producer of that name, made when it is not there yet."""
    locality = cycle.cycle.locality
    known = session.exec(select(Producer).where(Producer.locality == locality, Producer.name == name)).first()
    if known is None:
        commune_id = unit_of(session, locality, commune).id
        known = Producer(locality=locality, name=name, search_key=fold(name), commune_id=commune_id)
        session.add(known)
        session.flush()
    return known


def dossiers(
    session: Session,
    cycle: RunningCycle,
    number: int,
    state: S = S.IDENTIFIED,
    *,
    way: tuple[Transition, ...] | None = None,
    today: date = TODAY,
    **facts: Any,
) -> list[int]:
    """So many new dossiers that came to `state` by `way` (else by the shortest), every move logged; their ids.

    What a move on the way requires is set before it; `facts` (columns) are set at the end.
    """
    way = way or shortest_way(state)
    producer = a_producer(session, cycle)
    made = []
    for _ in range(number):
        n = next(_numbers)
        made.append(
            Dossier(
                locality=cycle.cycle.locality, product_name=f"Sản phẩm mẫu {n}", search_key=f"san pham mau {n}",
                producer_id=producer.id, commune_id=producer.commune_id, opened_in_year=cycle.plan.year,
                source="mẫu", source_id=str(n), state=way[0].target, state_since=today,
            )
        )  # fmt: skip
    ids = begin(session, cycle, made, way[0].action, Decision(OFFICER, way[0].by, today, AT, "mẫu", PAPER))
    columns = table_of(Dossier).c
    these = columns.id.in_(ids)
    for rule in way[1:]:
        meeting = {need.fact: _meets(need, today) for need in rule.requires if not need.fact.endswith("_id")}
        if meeting:
            session.execute(table_of(Dossier).update().where(these).values(meeting))
        moved = apply(session, rule, these, act=an_act(rule, today=today), facts=entry_facts(cycle, rule.target, today))
        assert moved == ids, f"{rule.action} moved {len(moved)} of {number}"
    if facts:
        session.execute(table_of(Dossier).update().where(these).values(facts))
        session.expire_all()
    return ids


def a_dossier(session: Session, cycle: RunningCycle, state: S = S.IDENTIFIED, **facts: Any) -> Dossier:
    """One dossier in `state`; see `dossiers`."""
    (dossier_id,) = dossiers(session, cycle, 1, state, **facts)
    return session.get_one(Dossier, dossier_id)


def an_act(rule: Transition, *, actor: str = OFFICER, today: date = TODAY, **changes: Any) -> Act:
    """The act of somebody who may make the move, with a reason and a paper."""
    values = {"clause": rule.clause, "reason": "mẫu", "paper": PAPER, **changes}
    return Act(actor=actor, role=rule.by, today=today, at=AT, **values)


def a_decision(role: Role, *, actor: str = OFFICER, today: date = TODAY, **changes: Any) -> Decision:
    """A person's decision with a reason and a paper."""
    return Decision(actor, role, today, AT, **{"reason": "mẫu", "paper": PAPER, "score": Decimal(80), **changes})


def _meets(need: Requirement, today: date) -> Any:
    """A value that meets the requirement on the day."""
    a_day = timedelta(days=1)
    values: tuple[Any, ...] = (today + 365 * a_day, today - a_day) if need.value is AsOf.TODAY else (3, 2, 1, 0)
    against = today if need.value is AsOf.TODAY else need.value
    if isinstance(need.value, bool | Level):
        values = (True, False) if isinstance(need.value, bool) else tuple(Level)
    return next(value for value in values if need.compare(value, against))


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of the keys: to say that two databases, or two moments, are the same."""
    return {
        table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
        for table in Dossier.metadata.sorted_tables
    }
