"""Writes a draft as a plan file: what was read stands as in a finished plan, what the locality must say is left empty.

The file is YAML that `load_plan` refuses, with the line of each empty place, until a person has filled them and has
taken the list `review` away.
"""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from ocop_workflow.rulebook.draft import Draft
from ocop_workflow.rulebook.draft_duties import DraftDuty, DraftReport
from ocop_workflow.rulebook.draft_units import codes
from ocop_workflow.rulebook.plan_settings import Ladder, Terms
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Part, Step

_WIDTH = 118
_FILL = "ĐIỀN: "
_HEAD = (
    "BẢN NHÁP do máy đọc từ {name}, chưa được duyệt. Khóa bỏ trống có chữ ĐIỀN là điều văn bản không in: địa phương điền.\n"
    "`quote` là chữ in; người duyệt đối chiếu từng mục, giải quyết hết danh sách `review` ở cuối tệp rồi xóa danh sách đó."
)  # fmt: skip


def write_draft(draft: Draft) -> str:
    """The draft as the text of a plan file, entries in the order of the document."""
    plan = CommentedMap()
    plan.yaml_set_start_comment(_HEAD.format(name=draft.document.name))
    _identity(plan, draft)
    _add(plan, "document", _document(draft), "Phần đầu, phần cuối của văn bản; chỗ văn bản để trống thì để trống.")
    _add(plan, "in_force", _setting(**{"from": "ngày bắt đầu hiệu lực", "to": "ngày cuối"}))
    if draft.bases:
        _add(
            plan,
            "legal_bases",
            _list(_basis(basis) for basis in draft.bases),
            "Văn bản có số và ngày mà bản in nhắc đến.",
        )
    _units(plan, draft)
    roles = ("standing_unit", "authority", "leader")
    _add(plan, "roles", _setting(**dict.fromkeys(roles, "mã đơn vị")))
    used = set[str]()
    _add(plan, "duties", _list(_duty(duty, used) for duty in draft.duties), "Nhiệm vụ, theo thứ tự của văn bản.")
    if draft.reports:
        _add(plan, "reports", _list(_reports(draft.reports)), "Chế độ báo cáo: mỗi tần suất một mục.")
    if draft.targets:
        _add(plan, "targets", _list(_targets(draft)), "Chỉ tiêu: số và dấu so sánh chỉ ghi khi bản in có.")
    if draft.head.recipients:
        _add(plan, "recipients", _list(_recipients(draft)), "Nơi nhận, theo chữ in.")
    _settings(plan)
    if draft.not_executable:
        _add(plan, "not_executable", _list(_not_executable(draft)), "Đoạn không giao việc, hoặc chưa thấy giao cho ai.")
    _add(plan, "review", _list(_review(draft)), "Những chỗ máy không chắc: xem từng chỗ rồi xóa cả danh sách.")
    return _dump(plan)


def _dump(plan: CommentedMap) -> str:
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    text = io.StringIO()
    yaml.dump(plan, text)
    return text.getvalue()


def _identity(plan: CommentedMap, draft: Draft) -> None:
    wanted = {
        "code": "<địa phương>.<năm>, trùng tên tệp", "locality": "<tỉnh>.<địa phương>, chữ thường không dấu",
        "locality_name": "tên đầy đủ, như «thành phố A, tỉnh B»", "level": "district, commune hoặc province",
        "year": "năm (năm cuối, nếu kế hoạch nhiều năm)", "source": "<mã kế hoạch>.txt, đặt ở thư mục sources",
    }  # fmt: skip
    for key, what in wanted.items():
        _fill(plan, key, what)
    if draft.organising and not fold(draft.organising_title or "").startswith("to chuc thuc hien"):
        plan["organising"] = _text(draft.organising)


def _document(draft: Draft) -> CommentedMap:
    head, document = draft.head, CommentedMap()
    _known(document, "kind", head.kind, "loại văn bản")
    if head.lines:
        document["head"] = _list(map(_text, head.lines))
    if head.number:
        document["number"] = DoubleQuotedScalarString(head.number)
    printed = zip(("day", "month", "year"), head.issued, strict=True)
    document["issued"] = CommentedMap({key: value for key, value in printed if value is not None})
    _known(document, "issuer", head.issuer, "cơ quan ban hành")
    _known(document, "title", head.title, "trích yếu")
    if head.capacity:
        signature = CommentedMap(capacity=_flow(map(_text, head.capacity)))
        if head.signed_by:
            signature["name"] = head.signed_by
        document["signature"] = signature
    return document


def _basis(basis: Any) -> CommentedMap:
    entry = CommentedMap(number=DoubleQuotedScalarString(basis.number))
    if basis.issued_on:
        entry["issued_on"] = basis.issued_on
    if basis.issuer:
        entry["issuer"] = _text(basis.issuer)
    entry["quote"] = _text(basis.quote)
    return entry


def _units(plan: CommentedMap, draft: Draft) -> None:
    single = [unit for unit in draft.units if not unit.is_group]
    entries = [
        CommentedMap(
            code=unit.code,
            name=_text(unit.printed_as[0]),
            kind=unit.kind.value,
            printed_as=_list(map(_text, unit.printed_as)),
        )
        for unit in single
    ]
    _add(
        plan, "units", _list(entries), "Đơn vị nêu tên trong văn bản: xem lại tên đầy đủ và loại; thêm từng xã, phường."
    )
    groups = []
    for unit in draft.units:
        if unit.is_group:
            group = CommentedMap(code=unit.code, printed_as=_list(map(_text, unit.printed_as)))
            _fill(group, "units", "mã các đơn vị có thật", _flow(()))
            _fill(group, "why", "căn cứ của danh sách này")
            groups.append(group)
    if groups:
        _add(plan, "groups", _list(groups), "Cách gọi chung và các đơn vị có thật.")


def _duty(duty: DraftDuty, used: set[str]) -> CommentedMap:
    entry = CommentedMap(
        code=_unique(_code(duty.clause.place), used), clause=_text(duty.clause.place), quote=_text(duty.quote)
    )
    for part in Part:
        if units := codes(duty.of(part)):
            entry[part.value] = _flow(units)
    entry["wording"], entry["programme"] = duty.wording.value, duty.programme.value
    entry["steps"] = _flow(int(step) for step in duty.steps)
    because = ", ".join(f"«{phrase}»" for phrase in duty.because)
    entry.yaml_add_eol_comment(f"theo chữ {because}" if because else "chưa thấy cụm từ gợi bước", "steps")
    if duty.printed_time:
        entry["deadline_quote"] = _text(duty.printed_time)
    return entry


def _reports(reports: Sequence[DraftReport]) -> Iterable[CommentedMap]:
    quotes = list(dict.fromkeys(report.quote for report in reports))
    for report in reports:
        cadence = report.cadence.value.replace("_", "-")
        entry = CommentedMap(code=f"bc{quotes.index(report.quote) + 1}.{cadence}")
        entry["clause"], entry["quote"] = _text(report.clause.place), _text(report.quote)
        _known(entry, "from", _flow(codes(report.reporters)), "ai báo cáo")
        _known(entry, "to", next(iter(codes(report.to)), None), "nơi nhận báo cáo")
        if report.through:
            entry["through"] = codes([report.through])[0]
        entry["cadence"], entry["programme"] = report.cadence.value, report.programme.value
        if report.due:
            entry["due"] = CommentedMap(report.due.model_dump(exclude_defaults=True))
        yield entry


def _targets(draft: Draft) -> Iterable[CommentedMap]:
    for n, target in enumerate(draft.targets, start=1):
        entry = CommentedMap(
            code=f"mt{n}", clause=_text(target.clause.place), quote=_text(target.quote), measures=_text(target.quote)
        )
        if target.comparator:
            entry["comparator"] = DoubleQuotedScalarString(target.comparator)
        entry["value"] = int(target.value) if target.value.is_integer() else target.value
        entry["unit"], entry["programme"] = DoubleQuotedScalarString(target.unit), target.programme.value
        yield entry


def _recipients(draft: Draft) -> Iterable[CommentedMap]:
    for line in draft.head.recipients:
        entry = CommentedMap(printed=_text(line.printed))
        if line.marker:
            entry["marker"] = _text(line.marker)
        if line.units:
            entry["units"] = _flow(codes(line.units))
        yield entry


def _settings(plan: CommentedMap) -> None:
    """The settings that no document prints, each empty and marked."""
    steps = CommentedSeq()
    for step in Step:
        if step is not Step.ACROSS:
            window = CommentedMap(step=int(step))
            _fill(window, "opens", f'tháng-ngày mở {step.title}, như "01-15"')
            _fill(window, "closes", "tháng-ngày đóng")
            steps.append(window)
    windows = _setting()
    windows["steps"] = steps
    _add(plan, "windows", windows, "Thiết lập của địa phương: văn bản không in những điều dưới đây.")
    _add(plan, "ladder", _setting(**dict.fromkeys(_own_keys(Ladder), "số ngày làm việc")))
    _add(plan, "terms", _setting(**dict.fromkeys(_own_keys(Terms), "số ngày làm việc")))
    _add(plan, "contact", _setting())


def _own_keys(shape: type[Ladder] | type[Terms]) -> list[str]:
    return [name for name in shape.model_fields if name not in ("not_in_plan", "why")]


def _not_executable(draft: Draft) -> Iterable[CommentedMap]:
    for clause in draft.not_executable:
        entry = CommentedMap(clause=_text(clause.place), quote=_text(clause.text.strip(" ./;")))
        _fill(entry, "reason", "vì sao không giao việc; nếu có giao thì chuyển lên duties")
        yield entry


def _review(draft: Draft) -> Iterable[CommentedMap]:
    for doubt in draft.review:
        entry = CommentedMap(line=doubt.line, clause=_text(doubt.place), why=_text(doubt.why))
        if doubt.quote:
            entry["words"] = _text(doubt.quote)
        yield entry


def _setting(**wanted: str) -> CommentedMap:
    setting = CommentedMap(not_in_plan=True)
    _fill(setting, "why", "căn cứ của địa phương")
    for key, what in wanted.items():
        _fill(setting, key, what)
    return setting


def _add(plan: CommentedMap, key: str, value: Any, comment: str | None = None) -> None:
    plan[key] = value
    if comment:
        plan.yaml_set_comment_before_after_key(key, before=f"\n{comment}")


def _fill(entry: CommentedMap, key: str, what: str, empty: Any = None) -> None:
    entry[key] = empty
    entry.yaml_add_eol_comment(_FILL + what, key)


def _known(entry: CommentedMap, key: str, value: Any, what: str) -> None:
    """The value that was read, or an empty place to fill."""
    if value:
        entry[key] = _text(value) if isinstance(value, str) else value
    else:
        _fill(entry, key, what, value)


def _text(text: str) -> str:
    """Long words are folded at the width of the file, short ones stand in the line, quoted where YAML would misread."""
    if len(text) > _WIDTH - 30:
        folded = FoldedScalarString(text)
        at, positions = 0, []
        while len(text) - at > _WIDTH - 8:
            at = text.rfind(" ", at, at + _WIDTH - 8)
            positions.append(at)
            at += 1
        folded.fold_pos = positions  # type: ignore[attr-defined]
        return folded
    return DoubleQuotedScalarString(text) if re.search(r"[:#%«“,\[\]{}&*!|>'\"@`]|^[\d\-?]", text) else text


def _list(items: Iterable[Any]) -> CommentedSeq:
    return CommentedSeq(items)


def _flow(items: Iterable[Any]) -> CommentedSeq:
    flow = CommentedSeq(items)
    flow.fa.set_flow_style()
    return flow


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
