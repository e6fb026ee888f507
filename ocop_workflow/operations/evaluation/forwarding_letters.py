"""Letters that go with dossiers to the next level: the commune's proposal, the forwarding of a council's results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.operations.notices.letterheads import Issuing, issuing
from ocop_workflow.operations.notices.letters import Ordered
from ocop_workflow.papers.official import (
    Block,
    Cell,
    Letterhead,
    OfficialPaper,
    PaperKind,
    Para,
    Signature,
    Table,
    item,
)
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, Producer
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.evaluation.council import CouncilPractice
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import DossierState, Level, Role

FROM = {"propose": DossierState.COMMUNE_REVIEW, "forward": DossierState.SCORED}
_BLANK = "……"


@dataclass(frozen=True)
class Forwarding:
    """A letter and the dossiers that go with it."""

    codes: tuple[str, ...]
    to: Level
    paper: OfficialPaper


def forwarding_letter(
    session: Session,
    running: RunningCycle,
    practice: CouncilPractice,
    action: str,
    codes: Sequence[str],
    today: date,
    ordered: Ordered,
) -> Forwarding:
    """The letter for `propose` (by one commune) or `forward` (of results): for `codes`, else for all that may go.

    The move itself is decided with the number that the letter gets.

    Raises:
        NotFound: no such dossier. Refused: nothing may go, a dossier may not, they do not go together (several
            communes or levels), or the action has no letter.
    """
    if action not in FROM:
        raise Refused(f"Không có công văn cho việc «{action}»; có: {', '.join(FROM)}.")
    chosen = [find_dossier(session, code) for code in codes] or _all_that_may(session, running, action)
    if not chosen:
        raise Refused(f"Không có hồ sơ nào chờ chuyển ({FROM[action].label}).")
    if against := [f"{one.code}: {why}" for one in chosen if (why := _not_yet(running, action, one))]:
        raise Refused("Chưa lập được công văn chuyển hồ sơ:", against)
    is_proposal = action == "propose"
    together = {(one.commune_id if is_proposal else None, _target(running, action, one, today)) for one in chosen}
    if len(together) > 1:
        raise Refused("Mỗi công văn chỉ cho một xã và một cấp nhận; ghi rõ mã hồ sơ.")
    ((commune_id, to),) = together
    regime = running.rules.regime_for(chosen[0], today)
    head = _issuer(session, running, commune_id, chosen[0].level, ordered)
    paper = _paper(session, running, practice, regime, chosen, to, head, today, ordered, is_proposal=is_proposal)
    return Forwarding(tuple(one.code for one in chosen), to, paper)


def _all_that_may(session: Session, running: RunningCycle, action: str) -> list[Dossier]:
    waiting = select(Dossier).where(Dossier.locality == running.cycle.locality, Dossier.state == FROM[action])
    return [one for one in session.exec(waiting.order_by(col(Dossier.id))) if not _not_yet(running, action, one)]


def _not_yet(running: RunningCycle, action: str, dossier: Dossier) -> str | None:
    if dossier.locality != running.cycle.locality:
        return f"không thuộc {running.cycle.locality_name}"
    if dossier.state is not FROM[action]:
        return f"đang ở «{dossier.state.label}», chưa phải «{FROM[action].label}»"
    if action == "forward" and not dossier.forwards_here:
        score = points_vn(dossier.score) if dossier.score is not None else _BLANK
        return f"{score} điểm, không thuộc diện chuyển cấp trên"
    return None


def _target(running: RunningCycle, action: str, dossier: Dossier, today: date) -> Level:
    regime = running.rules.regime_for(dossier, today)
    if action == "propose" or dossier.score is None:
        return regime.first_council
    return regime.next_level(dossier.level, dossier.score) or dossier.level


def _issuer(session: Session, running: RunningCycle, commune_id: int | None, level: Level, ordered: Ordered) -> Issuing:
    """The commune for its proposal; the plan's authority where the plan is of the level that forwards; else blanks."""
    if commune_id is not None:
        unit = session.get_one(Unit, commune_id)
        place = unit.name.removeprefix("UBND ").partition(" ")[2]
        return Issuing(
            Letterhead(unit.name, None, place), "UBND", Signature(("TM. ỦY BAN NHÂN DÂN",), ordered.signer), "VT"
        )
    if running.plan.level == level.value:
        return issuing(running.plan, Role.AUTHORITY, signer=ordered.signer)
    body = Letterhead(f"UBND {level.label.lower()} {_BLANK}")
    return Issuing(body, _BLANK, Signature((_BLANK,), ordered.signer), "VT")


def _paper(
    session: Session,
    running: RunningCycle,
    practice: CouncilPractice,
    regime: Regime,
    dossiers: Sequence[Dossier],
    to: Level,
    head: Issuing,
    today: date,
    ordered: Ordered,
    *,
    is_proposal: bool,
) -> OfficialPaper:
    what = "đánh giá, phân hạng" if is_proposal else "đánh giá, phân hạng, công nhận theo thẩm quyền"
    body: list[Block] = [
        Para(
            f"Thực hiện {regime.number}, {head.head.body} đề nghị {to.label.lower()} {what} {len(dossiers):02} sản phẩm"
            " sau đây:"
        ),
        Table(
            ("TT", "Hồ sơ", "Sản phẩm", "Chủ thể", "Bộ tiêu chí", "Đăng ký", "Kết quả"),
            [_row(session, number, one, is_proposal) for number, one in enumerate(dossiers, start=1)],
            (10, 27, 42, 38, 26, 26, 34),
        ),
        Para("Hồ sơ gửi kèm:"),
        item("Hồ sơ của từng sản phẩm theo danh mục trên."),
    ]
    if is_proposal:
        body.append(item("Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03)."))
    kinds = {one.registration for one in dossiers}
    body += [
        item(f"{paper.label} ({paper.clause}).")
        for paper in practice.forwarding_papers
        if not is_proposal and paper.regime == regime.code and kinds & set(paper.registrations)
    ]
    body.append(Para(f"Đề nghị {to.label.lower()} xem xét, thông báo kết quả bằng văn bản."))
    return OfficialPaper(
        kind=PaperKind.LETTER,
        head=head.head,
        symbol=head.numbered(PaperKind.LETTER),
        about=f"đề nghị đánh giá, phân hạng sản phẩm OCOP ({to.label.lower()})",
        body=body,
        signatures=(head.signature,),
        made_on=today,
        number=ordered.number,
        dated=ordered.dated,
        to=(_receiver(running, to),),
        recipients=("Như trên", "Chủ thể có sản phẩm"),
        archive=head.archive,
    )


def _receiver(running: RunningCycle, to: Level) -> str:
    if to is Level.CENTRAL:
        return "Bộ quản lý Chương trình OCOP"
    if running.plan.level == to.value:
        return running.plan.name_of(running.plan.roles.authority)
    return f"UBND {to.label.lower()}"


def _row(session: Session, number: int, dossier: Dossier, is_proposal: bool) -> tuple[Cell, ...]:
    producer = session.get(Producer, dossier.producer_id) if dossier.producer_id else None
    result = None
    if not is_proposal and dossier.score is not None:
        scored = session.exec(
            select(DossierLog)
            .where(DossierLog.dossier_id == dossier.id, DossierLog.action == "record_score")
            .order_by(col(DossierLog.seq).desc())
        ).first()
        minutes = f", biên bản {scored.paper_no} ngày {vn_date(scored.paper_on)}" if scored else ""
        result = f"{points_vn(dossier.score)} điểm{minutes}"
    return (
        number, dossier.code, dossier.product_name, producer.name if producer else None, dossier.criteria_set,
        dossier.registration.label, result,
    )  # fmt: skip
