"""The minutes of a council session as a paper: who came, who did not score what, each result, and every sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.evaluation.ballots import sheets_in_ballot
from ocop_workflow.operations.evaluation.score_sheets import read_answers
from ocop_workflow.operations.evaluation.session_page import DocketLine, SessionPage, session_page
from ocop_workflow.operations.evaluation.sittings import attendance
from ocop_workflow.papers.official import (
    Appendix,
    Block,
    Cell,
    Letterhead,
    OfficialPaper,
    PaperKind,
    Para,
    Signature,
    Table,
    item,
    section,
)
from ocop_workflow.records.council_tables import Council, CouncilMember, CouncilSession, EvaluationRound
from ocop_workflow.records.dossier_tables import whole_code
from ocop_workflow.records.score_tables import Ballot, ScoreSheet, SessionDossier
from ocop_workflow.rulebook.evaluation.tally import points_of
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import CouncilPost


@dataclass(frozen=True)
class _Counted:
    """A dossier of the minutes with its ballots and, by ballot, the sheets that were counted."""

    line: DocketLine
    entry: SessionDossier
    ballots: tuple[Ballot, ...]
    sheets: dict[int, list[ScoreSheet]]


def minutes(
    session: Session, rules: Rules, sitting: CouncilSession, codes: Sequence[str], *, place: str | None, drawn_up: date
) -> OfficialPaper:
    """The minutes of a session; for `codes` an extract on those dossiers with their criteria row by row.

    Raises:
        Refused: a ballot is still open, and the sheets must stay unseen. NotFound: no such dossier in the session.
    """
    page = session_page(session, sitting)
    counted = _counted(session, sitting, page, codes)
    council = session.get_one(Council, sitting.council_id)
    members = {member.id or 0: member for member in attendance(session, sitting).members}
    own_number, _, symbol = (sitting.minutes_no or "").partition("/")
    return OfficialPaper(
        kind=PaperKind.MINUTES,
        head=Letterhead(council.name, council.issuer.removeprefix("Chủ tịch "), place),
        symbol=symbol or "BB-HĐ",
        about="họp đánh giá, phân hạng sản phẩm OCOP",
        body=_body(session, page, council, sitting, counted),
        signatures=(_signs(page, CouncilPost.SECRETARY), _signs(page, CouncilPost.CHAIR)),
        made_on=drawn_up,
        number=own_number or None,
        dated=sitting.minutes_on,
        recipients=("Các thành viên Hội đồng", "Cơ quan tham mưu quản lý OCOP"),
        appendices=(_in_full(rules, counted, members) if codes else _in_short(counted, members),),
    )


def _counted(session: Session, sitting: CouncilSession, page: SessionPage, codes: Sequence[str]) -> list[_Counted]:
    wanted = [whole_code(code) for code in codes]
    lines = {line.code: line for line in page.dossiers}
    if unknown := [code for code in wanted if code not in lines]:
        raise NotFound("hồ sơ trong phiên", ", ".join(unknown), f"Xem «ocop council show {sitting.code}».")
    entries = session.exec(
        select(SessionDossier).where(SessionDossier.session_id == sitting.id).order_by(col(SessionDossier.id))
    ).all()
    every = [pair for pair in zip(lines.values(), entries, strict=True) if pair[1].withdrawn_on is None]
    pairs = [(line, entry) for line, entry in every if not wanted or line.code in wanted]
    if open_ones := [line.code for line, entry in pairs if entry.concluded_on is None]:
        raise Refused(f"Phiên {sitting.code} chưa kiểm phiếu xong, chưa lập được biên bản:", [", ".join(open_ones)])
    if not pairs:
        raise Refused(f"Phiên {sitting.code} không có hồ sơ nào.")
    ids = [entry.id or 0 for _, entry in pairs]
    ballots: dict[int, list[Ballot]] = {entry_id: [] for entry_id in ids}
    for ballot in session.exec(select(Ballot).where(col(Ballot.entry_id).in_(ids)).order_by(col(Ballot.number))):
        ballots[ballot.entry_id].append(ballot)
    last = max(entry.ballot for _, entry in pairs)
    sheets = {number: sheets_in_ballot(session, ids, number) for number in range(1, last + 1)}
    return [
        _Counted(
            line,
            entry,
            tuple(ballots[entry.id or 0]),
            {number: found[entry.id or 0] for number, found in sheets.items() if found[entry.id or 0]},
        )
        for line, entry in pairs
    ]


def _body(
    session: Session, page: SessionPage, council: Council, sitting: CouncilSession, counted: Sequence[_Counted]
) -> list[Block]:
    held = session.get_one(EvaluationRound, sitting.round_id)
    came = [seat for seat in page.members if seat.absent is None]
    scoring = sum(seat.scores for seat in came)
    seats = sum(seat.scores for seat in page.members)
    body: list[Block] = [
        section("I. Thời gian, thành phần"),
        item(f"Ngày họp: {vn_date(page.held_on)}; đợt {page.round} ({held.basis})."),
        item(
            f"Hội đồng thành lập theo {council.decision_no} ngày {vn_date(council.decision_on)} của {council.issuer}."
        ),
        item(
            f"Có mặt {scoring}/{seats} thành viên chấm điểm. Điều kiện họp: từ {council.quorum_members}/"
            f"{council.quorum_of} thành viên{', có Chủ tịch' if council.quorum_needs_chair else ''}"
            f" ({council.quorum_basis})."
        ),
        Table(
            ("TT", "Họ tên", "Chức vụ, đơn vị", "Trong Hội đồng", "Ghi chú"),
            [
                (number, seat.name, f"{seat.title}, {seat.unit}", seat.post.label,
                 f"vắng: {seat.absent}" if seat.absent else None if seat.scores else "không chấm điểm")
                for number, seat in enumerate(page.members, start=1)
            ],
            (10, 36, 60, 32, 32),
        ),
    ]  # fmt: skip
    excluded = [one for one in counted if one.line.excluded]
    if excluded:
        body.append(section("II. Thành viên không tham gia chấm (xung đột lợi ích)"))
        body += [item(f"{one.line.code} «{one.line.product}»: {', '.join(one.line.excluded)}.") for one in excluded]
    body += [
        section(f"{'III' if excluded else 'II'}. Kết quả"),
        Para(
            "Điểm của Hội đồng là trung bình cộng tổng điểm các phiếu, không làm tròn khi so với khung điểm; "
            "điểm in cắt sau ba chữ số thập phân."
        ),
        Table(
            ("TT", "Hồ sơ", "Sản phẩm", "Chủ thể", "Phiếu", "Điểm", "Hạng", "Ghi chú"),
            [_result(number, one) for number, one in enumerate(counted, start=1)],
            (10, 27, 36, 32, 15, 17, 17, 26),
        ),
    ]
    again = [one for one in counted if one.entry.ballot > 1]
    if again:
        body.append(section(f"{'IV' if excluded else 'III'}. Thảo luận và chấm lại ({council.spread_basis})"))
        body += [
            item(f"{one.line.code} «{one.line.product}», lượt {ballot.number}: {ballot.note}; {ballot.outcome.label}.")
            for one in again
            for ballot in one.ballots
        ]
    body.append(
        Para(
            f"Biên bản được lập cùng phụ lục gồm mọi phiếu chấm của {len(counted)} hồ sơ, "
            f"{sum(len(sheets) for one in counted for sheets in one.sheets.values())} phiếu."
        )
    )
    return body


def _result(number: int, one: _Counted) -> tuple[Cell, ...]:
    entry, remarks = one.entry, []
    if entry.disqualified:
        remarks.append(f"dừng chấm: {entry.disqualified}")
    elif (entry.star_rank or 0) < (entry.band_rank or 0):
        remarks.append(f"đủ điểm {entry.band_rank} sao, thiếu mức tối thiểu")
    if entry.ballot > 1:
        remarks.append(f"lượt {entry.ballot}")
    score = points_vn(entry.score) if entry.score is not None else None
    return (
        number, one.line.code, one.line.product, one.line.producer, entry.sheets, score, f"{entry.star_rank} sao",
        "; ".join(remarks) or None,
    )  # fmt: skip


def _signs(page: SessionPage, post: CouncilPost) -> Signature:
    seat = next((seat for seat in page.members if seat.post is post and seat.absent is None), None)
    return Signature(((seat.post if seat else post).label,), seat.name if seat else None)


def _in_short(counted: Sequence[_Counted], members: dict[int, CouncilMember]) -> Appendix:
    """Every sheet of a whole session on a line of its own, with its answers."""
    body: list[Block] = []
    for one in counted:
        rows = [
            (number, members[sheet.member_id].name, points_vn(points_of(sheet.total)), _answers(sheet))
            for number, sheets in sorted(one.sheets.items())
            for sheet in sheets
        ]
        title = f"{one.line.code} · {one.line.product} ({one.line.criteria_set})"
        body += [section(title), Table(("Lượt", "Thành viên", "Tổng", "Tiêu chí: điểm"), rows, (13, 40, 14, 177))]
    return Appendix("Các phiếu chấm", body, landscape=True)


def _answers(sheet: ScoreSheet) -> str:
    given = "; ".join(f"{code}: {points_vn(points)}" for code, points in read_answers(sheet.answers).items())
    return f"{given}. Ý kiến: {sheet.remark}" if sheet.remark else given


def _in_full(rules: Rules, counted: Sequence[_Counted], members: dict[int, CouncilMember]) -> Appendix:
    """The sheets of single dossiers criterion by criterion, the members side by side."""
    body: list[Block] = []
    for one in counted:
        criteria = rules.criteria_set(one.entry.criteria_set)
        for number, sheets in sorted(one.sheets.items()):
            names = tuple(members[sheet.member_id].name for sheet in sheets)
            given = [read_answers(sheet.answers) for sheet in sheets]
            rows: list[tuple[Cell, ...]] = [
                (row.code, row.heading, *(points_vn(answers[row.code]) for answers in given))
                for row in criteria.criteria
            ]
            rows.append(("", "Tổng điểm", *(points_vn(points_of(sheet.total)) for sheet in sheets)))
            body += [
                section(f"{one.line.code} · {one.line.product}, lượt {number} ({criteria.code}: {criteria.name})"),
                Table(("Mã", "Tiêu chí", *names), rows, (14, 70, *[18] * len(names))),
            ]
            remarks = [(name, sheet.remark) for name, sheet in zip(names, sheets, strict=True) if sheet.remark]
            body += [item(f"Ý kiến của {name}: {remark}") for name, remark in remarks]
    return Appendix("Các phiếu chấm", body, landscape=True)
