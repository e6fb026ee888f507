"""What `ocop criteria` shows of score sheets."""

from dataclasses import dataclass

from ocop_workflow.cli.regime_page import say_notes, told
from ocop_workflow.cli.show import Column, facts, heading, print_json, say, table
from ocop_workflow.errors import NotReady, Refused
from ocop_workflow.office import Office
from ocop_workflow.operations.evaluation.criteria_texts import Texts, answers_in_words, sets_with_texts, texts_of
from ocop_workflow.records.schema import require_current
from ocop_workflow.rulebook.evaluation.criteria import GATED_STARS, CriteriaSet, Criterion
from ocop_workflow.rulebook.evaluation.criteria_soundness import contradictions
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import CriteriaText


@dataclass(frozen=True)
class SetLine:
    """One set as the list shows it."""

    code: str
    group: int
    name: str
    parts: str
    criteria: int
    marks: str
    has_texts: bool
    issue: tuple[str, ...]


SET_COLUMNS = [
    Column("Bộ", lambda line: line.code, whole=True),
    Column("Nhóm", lambda line: line.group, right=True),
    Column("Sản phẩm", lambda line: line.name),
    Column("A/B/C", lambda line: line.parts, whole=True),
    Column("Tiêu chí", lambda line: line.criteria, right=True),
    Column("Dấu 3/4/5 sao", lambda line: line.marks, whole=True),
    Column("Có lời", lambda line: line.has_texts),
    Column("Không dùng để chấm vì", lambda line: " ".join(line.issue)),
]


def set_lines(office: Office, regime: Regime) -> list[SetLine]:
    """Every set of a regime, in order."""
    sets = office.rules.criteria_of(regime)
    with_texts = _sets_with_texts(office, regime)
    return [
        SetLine(
            code=criteria.code,
            group=criteria.group,
            name=criteria.name,
            parts="/".join(points_vn(part.points) for part in criteria.parts),
            criteria=len(criteria.criteria),
            marks="/".join(str(sum(star in row.gates for row in criteria.criteria)) for star in GATED_STARS),
            has_texts=criteria.number in with_texts,
            issue=criteria.issue,
        )
        for criteria in sets
    ]


def show_set(office: Office, code: str, *, as_json: bool) -> None:
    """A set row by row, with the office's own texts where it has brought them."""
    criteria = office.rules.criteria_set(code)
    texts = _texts(office, criteria)
    if as_json:
        print_json(
            {
                "code": criteria.code,
                "head": criteria.head,
                "parts": criteria.parts,
                "rows": criteria.rows,
                "disqualifiers": criteria.disqualifiers,
                "texts": [
                    {"code": row, "kind": kind, "place": place, "text": text}
                    for (row, kind, place), text in texts.items()
                ],
            }
        )
        return
    heading(f"{criteria.code} · {criteria.name}")
    facts(
        [
            ("Nhóm", criteria.group),
            ("Phân nhóm", criteria.head.subgroup),
            ("Bộ quản lý", criteria.head.ministry),
            ("Sản phẩm mẫu", criteria.head.needs_sample),
            ("Nguồn", told(criteria.annex.source)),
            *(("Không dùng để chấm", issue) for issue in criteria.issue),
        ]
    )
    for part in criteria.parts:
        table(
            [row for row in criteria.rows if row.part == part.code],
            [
                Column("Mã", lambda row: row.code, whole=True),
                Column("Tiêu chí", lambda row: _heading(row, texts)),
                Column("Tối đa", lambda row: row.points, right=True),
                Column("Câu trả lời (* = tối thiểu của hạng sao)", lambda row: answers_in_words(row, texts), wide=True),
            ],
            title=f"Phần {part.code} · {part.name} ({points_vn(part.points)} điểm)",
        )
    table(
        criteria.disqualifiers,
        [
            Column("Mã", lambda ground: ground.code, whole=True),
            Column("Điều kiện loại", lambda ground: ground.label),
            Column("Căn cứ", told),
        ],
        title="Điều kiện loại",
        empty="Không thấy trong nguồn.",
    )
    say_notes(criteria.annex.notes)
    if not texts:
        say("Lời của câu trả lời không phát hành kèm: «ocop criteria import» nạp từ bản phụ lục của cơ quan.")


def check_all(office: Office) -> None:
    """Every set of every regime: sound, or kept for reading with its defects.

    Raises:
        Refused: a set that is not said to be defective contradicts itself.
    """
    wrong = []
    for regime in dict.fromkeys(regime.criteria for regime in office.rules.regimes):
        sets = office.rules.sheets(regime) if regime else ()
        kept = [criteria for criteria in sets if criteria.issue]
        if sets:
            said = f", {len(kept)} bộ chỉ để tra cứu: {', '.join(f'{one.number:02d}' for one in kept)}" if kept else ""
            points = "/".join(points_vn(part.points) for part in sets[0].parts)
            say(f"{regime}: {len(sets)} bộ, {len(sets) - len(kept)} bộ khớp {points} = 100{said}.")
        for criteria in kept:
            for why in dict.fromkeys((*criteria.issue, *contradictions(criteria))):
                say(f"  {criteria.code}: {why}")
        wrong += [f"{one.code}: có issue nhưng không thấy lỗi nào" for one in kept if not contradictions(one)]
    if wrong:
        raise Refused("Bộ tiêu chí cần xem lại:", wrong)


def _heading(row: Criterion, texts: Texts) -> str:
    return texts.get((row.code, CriteriaText.HEADING, 0)) or row.heading


def _texts(office: Office, criteria: CriteriaSet) -> Texts:
    """The office's texts; none where it has no database yet."""
    try:
        require_current(office.settings.database_url)
    except NotReady:
        return {}
    with office.look() as session:
        return texts_of(session, criteria)


def _sets_with_texts(office: Office, regime: Regime) -> set[int]:
    try:
        require_current(office.settings.database_url)
    except NotReady:
        return set()
    with office.look() as session:
        return sets_with_texts(session, regime.criteria or "")
