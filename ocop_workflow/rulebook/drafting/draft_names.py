"""How names of bodies are printed in official plans: one pattern per sort of body, tried in this order."""

import re

from ocop_workflow.rulebook.drafting.draft_words import OFFICES

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
PROPER = rf"[{UPPER}]\w*(?:\s[{UPPER}]\w*){{0,4}}"
_PLACE = r"(?:[Tt]hành phố|[Hh]uyện|[Tt]hị xã|[Tt]ỉnh|TP|Tp)"
LEVEL = rf"(?:\s(?:của\s)?{_PLACE}\b(?:\s{PROPER})?)?"
"""The locality behind a name: «thành phố», «của huyện», «tỉnh Bắc Kạn»."""

_JOIN = r"(?:\s*[-–&,]\s*|\s+và\s+|\s+)"
OFFICE = "|".join(re.escape(name).replace(r"\ và\ ", _JOIN).replace(r",\ ", _JOIN) for name in OFFICES)

# A name whose words are not known: capital words, each with at most one small word behind it, «Dịch vụ Nông nghiệp».
_NO_NAME = r"(?!và\b|các\b|chủ\b|phối\b|tham\b|huyện\b|tỉnh\b)"
_WORD = rf"[{UPPER}]\w*(?:\s{_NO_NAME}[^\W\d_{UPPER}]\w*)?"
_NAME = rf"{_WORD}(?:(?:\s*[-–&]\s*|\s+và\s+|\s){_WORD})*"
_LONG_NAME = rf"{_WORD}(?:(?:\s*[-–&,]\s*|\s+và\s+|\s){_WORD})*"

_COMMITTEE = r"(?:UBND|[UỦ][ỷy] ban [Nn]hân dân|Ủy ban [Nn]hân dân)"
_COMMUNE = r"(?:xã|phường|thị trấn|đặc khu)"
_HEADS = r"(?:[Tt]hủ trưởng )?[Cc]ác "
_RELATED = r"(?:\s(?:có )?liên quan)?"
_UNIONS = r"Nông dân|Liên hiệp Phụ nữ|LHPN|Phụ nữ|[Cc]ựu [Cc]hiến binh|[Cc]hữ thập đỏ|Doanh nghiệp|[Nn]gười cao tuổi"
_BROADCAST = r"(?:Truyền thanh|Phát thanh|Truyền hình)"

_SORTS = {
    "communes": rf"(?:{_COMMITTEE}\s)?(?:[Cc]ác (?:địa phương|{_COMMUNE}(?:(?:,| và| )\s?{_COMMUNE})*)\b|cấp xã)",
    "offices": (
        rf"{_HEADS}(?:[Pp]hòng|[Ss]ở|[Bb]an|[Nn]gành)\b(?:(?:,|,? và| )\s?(?:[Pp]hòng|[Bb]an|[Nn]gành)\b)*"
        rf"(?:(?:,|,? và)\s?(?:[Đđ]ơn vị|[Cc]ơ quan)\b)*(?! [{UPPER}])"
        r"(?:\s(?:có )?liên quan|\schuyên môn|(?:\scủa)?\s(?:thành phố|huyện|[Tt]ỉnh)\b)*"
    ),
    "bodies": (
        rf"{_HEADS}(?:cơ quan|đơn vị)"
        rf"(?:(?:,| và)\s?(?:cơ quan|đơn vị|địa phương|tổ chức|phòng|ban|ngành)\b)*{_RELATED}"
    ),
    "unions": (
        r"(?:[Cc]ác (?:(?:tổ chức|hội),? ?)*(?:chính trị\s?-\s?xã hội|đoàn thể)|(?<=, )[Đđ]oàn thể)"
        rf"(?:\s[Cc]hính trị\s?-\s?xã hội)?{LEVEL}"
    ),
    "commune": rf"(?:{_COMMITTEE}\s)?(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu)\s{PROPER}",
    "committee": rf"{_COMMITTEE}{LEVEL}",
    "secretariat": rf"[Vv]ăn phòng (?:HĐND|[Hh]ội đồng nhân dân)(?:\s*[-–&]\s*|\svà\s){_COMMITTEE}{LEVEL}",
    "coordination": (
        r"(?:[Vv]ăn phòng|VP) (?:ĐP\w+|[Đđ]iều phối)(?:\s(?:Chương trình|xây dựng|nông thôn mới|NTM|OCOP))*" + LEVEL
    ),
    "front": rf"(?:[UỦ][ỷy] ban |Ủy ban |UB ?)?(?:Mặt trận [Tt]ổ quốc|MTTQ)(?:\s(?:Việt Nam|VN))?{LEVEL}",
    "union": (
        rf"(?:Hội (?:{_UNIONS})|(?:Thành|Huyện|Thị|Tỉnh) ?đoàn|Liên đoàn [Ll]ao động"
        rf"|Đoàn (?:Thanh niên|TNCS)(?: Cộng sản)?(?: Hồ Chí Minh)?){LEVEL}"
    ),
    "board": (
        r"(?:[Tt]hành viên )?Ban (?:[Cc]hỉ đạo|[Đđ]iều hành|[Qq]uản lý)(?:\s(?:Chương trình|OCOP|NTM))*" + LEVEL
    ),
    "party": (
        r"(?:(?:TT|TV|Thường trực|Thường vụ)\s?)?"
        rf"(?:(?:Thành|Huyện|Thị|Tỉnh|Đảng) ủy|HU|TU|TƯ|HĐND|Hội đồng [Nn]hân dân)\b{LEVEL}"
    ),
    "bank": rf"Ngân hàng {_NAME}{LEVEL}",
    "centre": (
        rf"(?:(?:Trung tâm|TT) {_LONG_NAME}|Đài {_BROADCAST}(?:\s*[-–]\s*{_BROADCAST})?|Bưu điện|Công an|Hạt Kiểm lâm"
        rf"|Báo(?:,| và) (?:Đài )?{_BROADCAST}(?:\s*(?:[-–,]|và)\s*{_BROADCAST})?"
        rf"|Ban Chỉ huy [Qq]uân sự|Kho bạc [Nn]hà nước|Chi cục {_NAME}|Trạm {_NAME}){LEVEL}"
    ),
    "office": rf"(?:[Cc]ác )?(?:[Pp]hòng|[Ss]ở)\s(?i:{OFFICE})(?!\w){LEVEL}",
    "other": rf"(?:Phòng|Sở|Văn phòng)\s{_NAME}{LEVEL}",
}  # fmt: skip

MENTION = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in _SORTS.items()))
GROUPS = frozenset({"communes", "offices", "bodies"})
"""Sorts that stand for several bodies, whose names only the locality knows."""
