"""Writes a draft as a plan file: what was read stands as in a finished plan, what the locality must say is left empty.

The file is YAML that `load_plan` refuses, with the line of each empty place, until a person has filled them and has
taken the list `review` away.
"""

import re
from collections.abc import Iterator, Sequence

from ruamel.yaml.comments import CommentedMap

from ocop_workflow.library.draft_locality import (
    NOTHING_KNOWN,
    Locality,
    is_of_communes,
    write_own_duties,
    write_settings,
    write_units,
)
from ocop_workflow.library.draft_yaml import add, block, dumped, fill, flow, known, quoted, setting, text
from ocop_workflow.rulebook.drafting.draft import Draft
from ocop_workflow.rulebook.drafting.draft_duties import DraftDuty
from ocop_workflow.rulebook.drafting.draft_gaps import Unclaimed, gaps_of
from ocop_workflow.rulebook.drafting.draft_head import Basis, level_of
from ocop_workflow.rulebook.drafting.draft_reports import DraftReport
from ocop_workflow.rulebook.drafting.draft_units import codes
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Part

_HEAD = """\
yaml-language-server: $schema=../plan.schema.json
BẢN NHÁP do máy đọc từ {name}, chưa được duyệt. Khóa bỏ trống có chữ ĐIỀN là điều văn bản không in: địa phương điền.
`quote` là chữ in; người duyệt đối chiếu từng mục, giải quyết hết danh sách `review` ở cuối tệp rồi xóa danh sách đó."""


_LEFT = """\
Số, ngày, chữ «báo cáo» chưa mục nào nhận: ghi lý do, hoặc chuyển câu đó sang targets, baselines, events, reports."""
_NAMED = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*)\.(20\d\d)")


def write_draft(draft: Draft, known_of: Locality = NOTHING_KNOWN) -> str:
    """The draft as the text of a plan file, entries in the order of the document."""
    plan = CommentedMap()
    plan.yaml_set_start_comment(_HEAD.format(name=draft.document.name))
    _identity(plan, draft, known_of.code)
    add(plan, "document", _document(draft), "Phần đầu, phần cuối của văn bản; chỗ văn bản để trống thì để trống.")
    add(plan, "in_force", setting(**{"from": "ngày bắt đầu hiệu lực", "to": "ngày cuối"}))
    if draft.bases:
        add(
            plan,
            "legal_bases",
            block(_basis(basis) for basis in draft.bases),
            "Văn bản có số và ngày mà bản in nhắc đến.",
        )
    write_units(plan, draft, known_of)
    roles = ("standing_unit", "authority", "leader")
    add(plan, "roles", setting(**dict.fromkeys(roles, "mã đơn vị")))
    used = set[str]()
    add(plan, "duties", block(_duty(duty, used) for duty in draft.duties), "Nhiệm vụ, theo thứ tự của văn bản.")
    write_own_duties(plan, draft, known_of.settings_of)
    if draft.reports:
        add(plan, "reports", block(_reports(draft.reports)), "Chế độ báo cáo: mỗi tần suất một mục.")
    if draft.targets:
        add(plan, "targets", block(_targets(draft)), "Chỉ tiêu: số và dấu so sánh chỉ ghi khi bản in có.")
    if draft.head.recipients:
        add(plan, "recipients", block(_recipients(draft)), "Nơi nhận, theo chữ in.")
    write_settings(plan, known_of.settings_of)
    gaps = gaps_of(draft)
    if draft.not_executable or gaps.words:
        left = (
            *_not_executable(draft),
            *_left(gaps.words, "vì sao không giao việc; nếu có giao thì chuyển lên duties"),
        )
        add(plan, "not_executable", block(left), "Đoạn không giao việc, hoặc chưa thấy giao cho ai.")
    if gaps.figures:
        add(plan, "not_a_duty", block(_left(gaps.figures, "vì sao không ràng buộc ai")), _LEFT)
    add(plan, "review", block(_review(draft, known_of)), "Những chỗ máy không chắc: xem từng chỗ rồi xóa cả danh sách.")
    return dumped(plan)


def is_code(name: str) -> bool:
    """Whether a name can be a plan's code: «tinh.dia-phuong.2026»."""
    return bool(_NAMED.fullmatch(name))


def _identity(plan: CommentedMap, draft: Draft, code: str | None) -> None:
    wanted = {
        "code": "<địa phương>.<năm>, trùng tên tệp",
        "locality": "<tỉnh>.<địa phương>, chữ thường không dấu",
        "locality_name": "tên đầy đủ, như «thành phố A, tỉnh B»",
        "level": "district, commune hoặc province",
        "year": "năm (năm cuối, nếu kế hoạch nhiều năm)",
        "source": "<mã kế hoạch>.txt, đặt ở thư mục sources",
    }
    read: dict[str, object] = {"level": level_of(draft.head.issuer)}
    if code and (named := _NAMED.fullmatch(code)):
        read |= {"code": code, "locality": named[1], "year": int(named[2]), "source": f"{code}.txt"}
    for key, what in wanted.items():
        known(plan, key, read.get(key), what)
    if draft.organising and not fold(draft.organising.title).startswith("to chuc thuc hien"):
        plan["organising"] = text(draft.organising.place)


def _document(draft: Draft) -> CommentedMap:
    head, document = draft.head, CommentedMap()
    known(document, "kind", head.kind, "loại văn bản")
    if head.lines:
        document["head"] = block(map(text, head.lines))
    if head.number:
        document["number"] = quoted(head.number)
    printed = zip(("day", "month", "year"), head.issued, strict=True)
    document["issued"] = CommentedMap({key: value for key, value in printed if value is not None})
    known(document, "issuer", head.issuer, "cơ quan ban hành")
    known(document, "title", head.title, "trích yếu")
    if head.capacity:
        signature = CommentedMap(capacity=flow(map(text, head.capacity)))
        if head.signed_by:
            signature["name"] = head.signed_by
        document["signature"] = signature
    return document


def _basis(basis: Basis) -> CommentedMap:
    entry = CommentedMap(number=quoted(basis.number))
    if basis.issued_on:
        entry["issued_on"] = basis.issued_on
    if basis.issuer:
        entry["issuer"] = text(basis.issuer)
    entry["quote"] = text(basis.quote)
    return entry


def _duty(duty: DraftDuty, used: set[str]) -> CommentedMap:
    entry = CommentedMap(
        code=_unique(_code(duty.clause.place), used), clause=text(duty.clause.place), quote=text(duty.quote)
    )
    for part in Part:
        if units := codes(duty.of(part)):
            entry[part.value] = flow(units)
    entry["wording"], entry["programme"] = duty.wording.value, duty.programme.value
    entry["steps"] = flow(int(step) for step in duty.steps)
    because = ", ".join(f"«{phrase}»" for phrase in duty.because)
    entry.yaml_add_eol_comment(f"theo chữ {because}" if because else "chưa thấy cụm từ gợi bước", "steps")
    if duty.printed_time:
        entry["deadline_quote"] = text(duty.printed_time)
    return entry


def _reports(reports: Sequence[DraftReport]) -> Iterator[CommentedMap]:
    quotes = list(dict.fromkeys(report.quote for report in reports))
    for report in reports:
        cadence = report.cadence.value.replace("_", "-")
        entry = CommentedMap(code=f"bc{quotes.index(report.quote) + 1}.{cadence}")
        entry["clause"], entry["quote"] = text(report.clause.place), text(report.quote)
        known(entry, "from", flow(codes(report.reporters)), "ai báo cáo")
        known(entry, "to", next(iter(codes(report.to)), None), "nơi nhận báo cáo")
        if report.through:
            entry["through"] = codes([report.through])[0]
        entry["cadence"], entry["programme"] = report.cadence.value, report.programme.value
        if report.due:
            entry["due"] = CommentedMap(report.due.model_dump(exclude_defaults=True))
        yield entry


def _targets(draft: Draft) -> Iterator[CommentedMap]:
    for n, target in enumerate(draft.targets, start=1):
        entry = CommentedMap(
            code=f"mt{n}", clause=text(target.clause.place), quote=text(target.quote), measures=text(target.quote)
        )
        if target.comparator:
            entry["comparator"] = quoted(target.comparator)
        entry["value"] = int(target.value) if target.value.is_integer() else target.value
        entry["unit"], entry["programme"] = quoted(target.unit), target.programme.value
        yield entry


def _recipients(draft: Draft) -> Iterator[CommentedMap]:
    for line in draft.head.recipients:
        entry = CommentedMap(printed=text(line.printed))
        if line.marker:
            entry["marker"] = text(line.marker)
        if line.units:
            entry["units"] = flow(codes(line.units))
        yield entry


def _not_executable(draft: Draft) -> Iterator[CommentedMap]:
    for left in draft.not_executable:
        entry = CommentedMap(clause=text(left.clause.place), quote=text(left.clause.text.strip(" ./;:")))
        known(entry, "reason", left.reason, "vì sao không giao việc; nếu có giao thì chuyển lên duties")
        yield entry


def _left(unclaimed: Sequence[Unclaimed], what: str) -> Iterator[CommentedMap]:
    for one in unclaimed:
        entry = CommentedMap(clause=text(one.clause), quote=text(one.quote))
        fill(entry, "reason", what)
        yield entry


def _review(draft: Draft, known_of: Locality) -> Iterator[CommentedMap]:
    if known_of.settings_of:
        why = f"thời gian, bậc nhắc, thời hạn lấy theo {known_of.settings_of.code}: địa phương có làm như vậy không"
        yield CommentedMap(line=1, clause="windows, due_days, ladder, terms", why=text(why))
    listed = bool(known_of.communes)
    for doubt in draft.review:
        if listed and doubt.place == "groups" and is_of_communes(draft, doubt.quote):
            continue
        entry = CommentedMap(line=doubt.line, clause=text(doubt.place), why=text(doubt.why))
        if doubt.quote:
            entry["words"] = text(doubt.quote)
        yield entry


_SHORT_PLACE = (
    (r"gạch đầu dòng ", "b"),
    (r"dấu cộng ", "c"),
    (r"mục \((\d+)\)", r"i\1"),
    (r"đoạn (?=\d)", "d"),
    (r"dấu \S+ ", "e"),
)


def _code(place: str) -> str:
    """«III.2, gạch đầu dòng 3, mục (1)» as «iii.2.b3.i1»; a title in brackets or quotes is left out."""
    for words, short in _SHORT_PLACE:
        place = re.sub(words, short, place)
    bare = re.sub(r"\s\([^)]*\)", "", place)
    parts = [fold(part).replace(" ", "-")[:30].strip("-") for part in re.split(r"[.,]\s*", bare)]
    return ".".join(filter(None, parts)) or "nv"


def _unique(code: str, used: set[str]) -> str:
    found, n = code, 1
    while found in used:
        n += 1
        found = f"{code}-{n}"
    used.add(found)
    return found
