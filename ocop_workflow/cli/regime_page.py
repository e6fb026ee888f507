"""What `ocop rules regime` shows: the rules of a day or of a filed dossier, why these, and what they say."""

from collections.abc import Iterable, Iterator
from datetime import date

from ocop_workflow.cli.show import Column, facts, heading, print_json, say, table
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.rulebook.evaluation.provenance import Fact
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.regime_choice import choose
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import Registration

CONFIDENCE = {
    "V1": "đọc nguyên văn",
    "V2": "nguồn thứ cấp",
    "S": "theo kế hoạch của địa phương",
    "D": "suy ra hoặc thiết lập",
    "R": "nhớ, chưa kiểm",
    "C": "các nguồn mâu thuẫn",
}


def show_choice(rules: Rules, filed_on: date | None, kind: Registration, day: date, *, as_json: bool) -> None:
    """The regime with its explanation, as JSON or as tables; rules that nobody is ranked by say what was not found."""
    choice = choose(rules.regimes, filed_on, kind, day)
    earlier = [known for known in rules.earlier if known.covers(day)]
    if choice is None and not earlier:
        rules.regime(day)  # says what to do
    if as_json:
        print_json({"choice": choice, "earlier": earlier})
        return
    for known in earlier:
        heading(f"{known.title} (chỉ để tra cứu, không chấm hồ sơ theo khung này)")
        facts(
            [
                ("Hiệu lực", f"{vn_date(known.valid_from)} đến {vn_date(known.valid_to)}"),
                ("Căn cứ", told(known.validity)),
            ]
        )
        rows = [(fact.text, told(fact)) for fact in known.known]
        rows += [(text, "không thấy trong nguồn") for text in known.not_found]
        table(rows, [Column("Nội dung", lambda row: row[0]), Column("Nguồn", lambda row: row[1])])
    if choice is None:
        return
    heading(choice.regime.title)
    facts(
        [
            ("Vì sao", choice.because),
            ("Căn cứ", f"{choice.clause} ({CONFIDENCE[choice.confidence]})"),
            ("Làm xong trước", f"hết ngày {vn_date(choice.until)}" if choice.until else None),
        ]
    )
    table(
        list(_what_it_says(choice.regime)),
        [
            Column("Nội dung", lambda row: row[0]),
            Column("Quy định", lambda row: row[1]),
            Column("Căn cứ", lambda row: row[2]),
        ],
        title="Quy định",
    )
    say_notes(choice.regime.notes)


def say_notes(notes: Iterable[str]) -> None:
    """What a reader of the file should know besides."""
    for note in notes:
        say(f"Ghi chú: {note}")


def told(fact: Fact) -> str:
    """The clause of a value and how sure we are of it."""
    return f"{fact.clause} ({CONFIDENCE[fact.confidence]})"


def _what_it_says(regime: Regime) -> Iterator[tuple[str, str, str]]:
    levels = " → ".join(level.label.lower() for level in regime.levels)
    yield "Các cấp", f"{levels}; tiếp nhận: {regime.receives.label.lower()}", told(regime.procedure)
    for band in regime.bands:
        yield f"{band.stars} sao", f"từ {points_vn(band.from_points)} điểm, không làm tròn", told(band)
    for rule in regime.decides:
        on_result = f", theo kết quả của {rule.on_result_of.label.lower()}" if rule.on_result_of else ""
        yield f"Quyết định {rule.stars} sao", rule.level.label + on_result, told(rule)
    for step in regime.forwards:
        yield (
            "Chuyển hồ sơ",
            f"{step.level.label} → {step.to.label.lower()}: từ {points_vn(step.from_points)} điểm",
            told(step),
        )
    for held in regime.rounds:
        days = f"đề nghị trước ngày {_day(held.proposal_before)}, kết quả trước ngày {_day(held.result_before)}"
        yield f"Đợt đánh giá, {held.level.label.lower()}", days, told(held)
    if regime.commune_review_days:
        yield (
            "Xã kiểm tra, đánh giá",
            f"{regime.commune_review_days.value} ngày làm việc",
            told(regime.commune_review_days),
        )
    yield "Giấy chứng nhận", f"{regime.certificate_months.value} tháng", told(regime.certificate_months)
    opens, closes = regime.renewal_opens_days, regime.renewal_closes_days
    yield "Nộp hồ sơ đánh giá lại", f"trước khi hết hạn {opens.value} đến {closes.value} ngày", told(opens)
    yield from _after_recognition(regime)
    yield "Thiếu câu trả lời tối thiểu", _READINGS[regime.missed_minimum.value], told(regime.missed_minimum)
    yield "Hội đồng đạt mức tối thiểu khi", _READINGS[regime.council_minimum.value], told(regime.council_minimum)
    for document in regime.documents:
        owed = f"nhóm {', '.join(map(str, document.groups))}" if document.groups else "không bắt buộc"
        sets = f", bộ {', '.join(map(str, document.sets))}" if document.sets else ""
        yield "Tài liệu", f"{document.label}: {owed}{sets}", told(document)
    for term in regime.takes_over.finished_under_old if regime.takes_over else ():
        kinds = ", ".join(kind.label.lower() for kind in term.kinds)
        yield "Hồ sơ nộp trước", f"{kinds}: làm xong theo quy định cũ trong {term.days} ngày", told(term)


def _after_recognition(regime: Regime) -> Iterator[tuple[str, str, str]]:
    after = regime.after_recognition
    if after.evaluation_days:
        yield "Đánh giá lại", f"{after.evaluation_days.value} ngày từ khi đủ hồ sơ", told(after.evaluation_days)
    if after.revocation:
        days = after.revocation.decision_days
        yield "Quyết định thu hồi", f"{days.value} ngày từ kết luận", told(days)


_READINGS = {
    "lowers": "hạ xuống hạng có đủ câu trả lời tối thiểu",
    "declines": "không công nhận",
    "mean": "điểm trung bình của Hội đồng đạt mức ấy",
    "majority": "quá nửa thành viên cho mức ấy",
}


def _day(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{int(day)}/{int(month)}"
