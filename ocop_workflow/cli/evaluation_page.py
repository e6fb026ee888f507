"""`ocop evaluation explain|totals|verify`: results computed again, and why they are so."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, DossierCode, Today, a_day
from ocop_workflow.cli.show import Column, facts, heading, listing, print_json, say, table
from ocop_workflow.rulebook.text import points_vn, vn_date

if TYPE_CHECKING:
    from ocop_workflow.operations.evaluation.evaluation_explained import Explained
    from ocop_workflow.rulebook.evaluation.scoring import Gate


def explain(
    code: DossierCode,
    as_of: Annotated[
        date | None, typer.Option("--as-of", parser=a_day, metavar="NGÀY", help="Như đã kiểm phiếu đến hết ngày này.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tính lại kết quả từ các phiếu: vì sao hạng này mà không phải hạng trên, điều gì làm đổi hạng, ai chấm lệch.

    Ví dụ: ocop evaluation explain HS-000012 --as-of 2026-11-20
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.evaluation.evaluation_explained import explain as explain_now

    with desk.look() as session:
        found = explain_now(session, desk.office.rules, find_dossier(session, code), as_of or desk.today)
        if as_json:
            print_json(_plain(found))
        else:
            _show(found)
    if found.faults:
        raise typer.Exit(1)


def totals(
    code: Annotated[str | None, typer.Argument(metavar="ĐỢT", help="Mã đợt; không ghi thì mọi đợt.")] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Chỉ các đợt của năm này.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tổng hợp các đợt đánh giá: hồ sơ, phiếu, điểm trung bình, độ lệch lớn nhất, chấm lại, số sản phẩm theo sao.

    Ví dụ: ocop evaluation totals --year 2026
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.evaluation.sheet_totals import round_totals

    with desk.look() as session:
        rows = round_totals(session, year=year, code=code)
    columns = [
        Column("Đợt", lambda row: row.round, whole=True),
        Column("Hồ sơ", lambda row: row.dossiers, right=True),
        Column("Phiếu", lambda row: row.sheets, right=True),
        Column("Điểm TB mỗi phiếu", lambda row: row.mean, right=True),
        Column("Lệch lớn nhất", lambda row: row.widest_spread, right=True),
        Column("Chấm lại", lambda row: row.rescored, right=True),
        *(_of_stars(star) for star in range(5, -1, -1)),
    ]
    listing(rows, columns, as_json=as_json, title="đợt", empty="Chưa có hồ sơ nào được kết luận.")


def _of_stars(star: int) -> Column:
    return Column(f"{star} sao", lambda row: row.by_stars[star], right=True)


def verify() -> None:
    """Cộng lại mọi phiếu từ câu trả lời, mọi kết luận từ phiếu; kết thúc bằng 1 khi có chỗ không khớp.

    Ví dụ: ocop evaluation verify
    """
    desk = at_work.start()
    from ocop_workflow.operations.evaluation.sheet_totals import verify_sheets

    with desk.look() as session:
        faults = verify_sheets(session)
    for fault in faults:
        say(f"{fault.where}: {fault.why}")
    if faults:
        raise typer.Exit(1)
    say("Mọi phiếu và kết luận khớp nhau.")


def points(value: Fraction) -> str:
    """A mean as people read it, cut after three digits: 89,666."""
    from ocop_workflow.rulebook.evaluation.tally import cut

    return points_vn(cut(value))


def _show(found: "Explained") -> None:
    result, ballot = found.result, found.ballot
    heading(f"{found.dossier.code} · {found.dossier.product_name}: {_verdict(found)}")
    facts(
        [
            ("Phiên", f"{found.session}, {found.council}"),
            ("Biên bản", found.minutes or "chưa có"),
            ("Khung pháp lý", f"{found.regime.number} ({found.regime.code})"),
            ("Bộ tiêu chí", f"{result.criteria.code}: {result.criteria.name}"),
            ("Lượt chấm", f"{ballot.number}, kiểm phiếu ngày {vn_date(ballot.counted_on)}: {ballot.note}"),
            ("Điểm trung bình", f"{points(found.tally.mean)} (tổng {_sum(found)} của {found.tally.sheets} phiếu)"),
            ("Hạng theo điểm", f"{result.band} sao"),
            ("Hạng sau mức tối thiểu", f"{result.stars} sao"),
            ("Lý do loại", "; ".join(ground.label for ground in result.disqualified)),
        ]
    )
    table(
        result.sections,
        [
            Column("Mục", lambda row: row.code, whole=True),
            Column("Nội dung", lambda row: row.heading, wide=True),
            Column("Điểm", lambda row: points(row.points), right=True),
            Column("Tối đa", lambda row: row.of, right=True),
        ],
        title="Điểm theo mục",
    )
    if result.lowered_by:
        say()
        heading("Mức tối thiểu làm hạ hạng")
        for gate in result.lowered_by:
            say(f"  - {gate}")
    if (way := found.next_star) is not None:
        say()
        heading(f"Vì sao chưa đạt {way.star} sao")
        for gate in way.gates:
            say(f"  - {gate}")
        if way.points_short:
            say(f"  - còn thiếu {points(way.points_short)} điểm trung bình để đạt {way.from_points} điểm")
            room = ", ".join(f"{place.criterion.code} (+{points(place.points)})" for place in way.room[:5])
            say(f"    có thể thêm nhiều nhất ở: {room}")
    table(
        found.changes,
        [
            Column("Tiêu chí", lambda row: f"{row.criterion.code} {row.criterion.heading}", wide=True),
            Column("Đang có", lambda row: points(row.given), right=True),
            Column("Nếu là", lambda row: row.instead, right=True),
            Column("Thành", lambda row: f"{row.stars} sao", right=True),
        ],
        title="Một câu trả lời đủ làm đổi hạng",
        empty="Không câu trả lời nào một mình làm đổi hạng.",
    )
    apart = [row for row in found.criteria if row.lowest != row.highest]
    table(
        sorted(apart, key=lambda row: row.lowest - row.highest),
        [
            Column("Tiêu chí", lambda row: f"{row.code} {row.heading}", wide=True),
            Column("Thấp nhất", lambda row: row.lowest, right=True),
            Column("Cao nhất", lambda row: row.highest, right=True),
            Column("Trung bình", lambda row: points(row.mean), right=True),
            Column("Tối đa", lambda row: row.of, right=True),
        ],
        title="Tiêu chí các thành viên chấm khác nhau",
        empty="Mọi thành viên chấm như nhau.",
    )
    table(
        found.members,
        [
            Column("Thành viên", lambda row: row.name),
            Column("Phiếu (các lượt)", lambda row: "; ".join(map(points_vn, row.totals))),
            Column("Lệch so với những người khác, cả phiên", lambda row: _signed(row.drift), right=True),
        ],
        title="Thành viên",
    )
    say()
    say("Đối chiếu với hồ sơ và nhật ký: khớp." if not found.faults else "KHÔNG KHỚP:")
    for why in found.faults:
        say(f"  - {why}")


def _verdict(found: "Explained") -> str:
    if not found.is_concluded:
        return f"lượt {found.ballot.number} lệch quá giới hạn, chấm lại"
    return f"{points(found.tally.mean)} điểm, {found.result.stars} sao"


def _sum(found: "Explained") -> str:
    return points(Fraction(found.tally.total_sum, 100))


def _signed(gap: Fraction | None) -> str:
    if gap is None:
        return ""
    return ("+" if gap > 0 else "-" if gap < 0 else "") + points(abs(gap))


def _plain(found: "Explained") -> dict[str, object]:
    result = found.result
    return {
        "dossier": found.dossier.code,
        "session": found.session,
        "minutes": found.minutes,
        "regime": found.regime.code,
        "criteria_set": result.criteria.code,
        "ballot": found.ballot.number,
        "is_concluded": found.is_concluded,
        "sheets": found.tally.sheets,
        "score": found.tally.score,
        "band": result.band,
        "stars": result.stars,
        "disqualified": [ground.code for ground in result.disqualified],
        "lowered_by": [_gate(gate) for gate in result.lowered_by],
        "next_star": found.next_star
        and {
            "star": found.next_star.star,
            "gates": [_gate(gate) for gate in found.next_star.gates],
            "points_short": float(found.next_star.points_short),
        },
        "changes": [
            {"criterion": one.criterion.code, "instead": one.instead, "stars": one.stars} for one in found.changes
        ],
        "spreads": {row.code: row.highest - row.lowest for row in found.criteria if row.lowest != row.highest},
        "members": [
            {"name": one.name, "totals": one.totals, "drift": None if one.drift is None else float(one.drift)}
            for one in found.members
        ],
        "faults": found.faults,
    }


def _gate(gate: "Gate") -> dict[str, object]:
    return {"criterion": gate.criterion.code, "star": gate.star, "needs": gate.needs, "given": float(gate.given)}
