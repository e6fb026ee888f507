"""Score sheets as a workbook: one per member and session, with the criteria of each dossier's own set."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlmodel import Session

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.evaluation.councils import find_member
from ocop_workflow.operations.evaluation.criteria_texts import Texts, answers_in_words, texts_of
from ocop_workflow.operations.evaluation.member_view import Due, entries_of
from ocop_workflow.operations.evaluation.score_sheets import SheetIn, read_answers
from ocop_workflow.operations.evaluation.sittings import find_session
from ocop_workflow.papers.form_in import FormFile, read_fields
from ocop_workflow.papers.form_sheet import CellKind, FormRow, FormSheet, InputCell
from ocop_workflow.papers.limits import Limits
from ocop_workflow.records.council_tables import CouncilMember, CouncilSession
from ocop_workflow.records.dossier_tables import whole_code
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet, Criterion
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import CriteriaText

KIND = "score-sheet"
LIMITS = Limits(file_bytes=5_000_000, rows=10_000, columns=20, merged_cells=1_000)
"""A session of a hundred products has some 4,000 lines."""
_HEADINGS = ("Mã", "Tiêu chí", "Tối đa", "Mức điểm", "Tối thiểu theo sao", "Câu trả lời", "Điểm chấm")
_WIDTHS = (10, 44, 9, 16, 22, 48, 12)
_REMARK = "remark"


def score_form(
    session: Session, rules: Rules, sitting: CouncilSession, member: CouncilMember, codes: Sequence[str] = ()
) -> FormSheet:
    """The sheet of a member for the open ballots of a session (of `codes`, else of all), with what is in already.

    Raises:
        NotFound: a dossier is not one that he scores. Refused: nothing is open for him.
    """
    mine = {due.dossier.code: due for due in entries_of(session, sitting, member)}
    wanted = [whole_code(code) for code in codes] or [
        code for code, due in mine.items() if due.entry.concluded_on is None
    ]
    for code in wanted:
        if code not in mine:
            raise NotFound("hồ sơ", code, f"Xem «ocop evaluation sheets {sitting.code} {member.code}».")
    if not wanted:
        raise Refused(f"Phiên {sitting.code} không có hồ sơ nào đang chờ {member.name} chấm.")
    return _form(session, rules, sitting, member, [(mine[code], mine[code].entry.ballot) for code in wanted])


def read_score_form(
    session: Session, rules: Rules, file: FormFile
) -> tuple[CouncilSession, CouncilMember, list[SheetIn]]:
    """Whose sheets came back, and what was filled in; a dossier without any answer is left for later.

    Raises:
        NotFound: the session, the member or a dossier is not there (any more). BadInput: wrong or rebuilt cells.
    """
    sitting = find_session(session, file.keys.get("session", ""))
    member = find_member(session, sitting.council_id, file.keys.get("member", ""))
    mine = {due.dossier.code: due for due in entries_of(session, sitting, member)}
    parts: list[tuple[Due, int]] = []
    for part in file.keys.get("dossiers", "").split():
        code, _, number = part.partition(":")
        if code not in mine or not number.isdecimal():
            raise NotFound("hồ sơ", code, f"Phiên {sitting.code} không có hồ sơ này; lấy phiếu mới.")
        parts.append((mine[code], int(number)))
    form = _form(session, rules, sitting, member, parts)
    filled = read_fields(file, form)
    sheets = []
    for due, ballot in parts:
        code, criteria = due.dossier.code, rules.criteria_set(due.entry.criteria_set)
        given = {row.code: filled.get(f"{code}/{row.code}") for row in criteria.criteria}
        answers = {row: Decimal(str(points)) for row, points in given.items() if points is not None}
        remark = filled.get(f"{code}/{_REMARK}")
        if answers or remark is not None:
            first = form.address_of(f"{code}/{criteria.criteria[0].code}")
            place = f"{file.path.name}, từ ô {first}"
            sheets.append(SheetIn(code, answers, criteria.code, ballot, str(remark) if remark else None, place))
    return sitting, member, sheets


def _form(
    session: Session, rules: Rules, sitting: CouncilSession, member: CouncilMember, parts: Sequence[tuple[Due, int]]
) -> FormSheet:
    sets = {due.entry.criteria_set: rules.criteria_set(due.entry.criteria_set) for due, _ in parts}
    texts = {code: texts_of(session, criteria) for code, criteria in sets.items()}
    return FormSheet(
        kind=KIND,
        name="Phiếu chấm",
        titles=("PHIẾU CHẤM ĐIỂM SẢN PHẨM OCOP", f"Phiên {sitting.code} ngày {sitting.held_on:%d/%m/%Y}"),
        notes=(
            f"Thành viên: {member.name}, {member.title}, {member.unit_name}",
            "Chọn mức điểm ở ô màu vàng. Hồ sơ để trống hết là chưa chấm; "
            "đã chấm thì chấm đủ mọi tiêu chí (không có thì ghi 0).",
        ),
        headings=_HEADINGS,
        widths=_WIDTHS,
        rows=tuple(
            row
            for due, ballot in parts
            for row in _rows(due, ballot, sets[due.entry.criteria_set], texts[due.entry.criteria_set])
        ),
        keys={
            "session": sitting.code,
            "member": member.code,
            "dossiers": " ".join(f"{due.dossier.code}:{ballot}" for due, ballot in parts),
        },
    )


def _rows(due: Due, ballot: int, criteria: CriteriaSet, texts: Texts) -> Iterator[FormRow]:
    code, before = due.dossier.code, due.sheets.get(ballot)
    given = read_answers(before.answers) if before else {}
    again = f" (chấm lại, lượt {ballot})" if ballot > 1 else ""
    name = f"{due.dossier.product_name}{f', {due.producer}' if due.producer else ''}"
    yield FormRow((code, f"{name}{again}. Bộ {criteria.code}: {criteria.name}", "", "", ""))
    for row in criteria.rows:
        if not row.answers:
            most = points_vn(row.points) if row.points is not None else ""
            yield FormRow((row.code, row.heading, most, "", ""))
            continue
        choices = tuple(f"{points.normalize():f}" for points in row.allowed)
        value = given.get(row.code)
        cell = InputCell(
            f"{code}/{row.code}",
            CellKind.CHOICE,
            f"{value.normalize():f}" if value is not None else None,
            choices=choices,
        )
        most = points_vn(row.points if row.points is not None else max(row.allowed))
        levels = " / ".join(map(points_vn, row.allowed))
        yield FormRow((row.code, row.heading, most, levels, _marks(row)), (_words(row, texts),), (cell,))
    remark = InputCell(f"{code}/{_REMARK}", CellKind.TEXT, before.remark if before else None)
    yield FormRow(("", "Ý kiến (nếu có)", "", "", ""), ("",), (remark,))


def _words(row: Criterion, texts: Texts) -> str:
    """The words of each answer, once the office has brought them; a sheet given out before stays good."""
    return answers_in_words(row, texts) if (row.code, CriteriaText.ANSWER, 1) in texts else ""


def _marks(row: Criterion) -> str:
    return "; ".join(f"{star} sao: từ {points_vn(needs)}" for star, needs in sorted(row.gates.items()))
