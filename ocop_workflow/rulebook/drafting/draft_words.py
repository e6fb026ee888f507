"""The words by which a draft reads an official plan: data only, so that an office can see why a line was read so."""

from ocop_workflow.vocabulary import Cadence, Step, UnitKind

FIRST_TITLES = ("muc dich", "muc tieu", "yeu cau", "noi dung", "to chuc thuc hien", "phan cong")
"""Titles (folded) with which the body of a document can begin when its headings have no numbers."""

ORGANISING = r"(?:to chuc (?:trien khai )?thuc hien|phan cong|trach nhiem (?:cua|thuc hien)|nhiem vu cua)\b.*"
"""Titles (folded) of the section that gives the duties."""

GOALS = ("muc tieu", "chi tieu")
"""Titles (folded) of the sections that set targets."""

DOCUMENT_KINDS = (
    "kế hoạch", "thông báo", "chương trình", "quyết định", "hướng dẫn", "đề án", "phương án", "chỉ thị", "công văn",
)  # fmt: skip

OFFICES = (
    "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và PTNT", "Nông nghiệp PTNT", "NN và PTNT",
    "Nông nghiệp và Môi trường", "Nông nghiệp", "Kinh tế, Hạ tầng và Đô thị", "Kinh tế và Hạ tầng", "Kinh tế",
    "Tài chính và Kế hoạch", "Tài nguyên và Môi trường", "Văn hóa, Khoa học và Thông tin", "Văn hóa và Thông tin",
    "Văn hóa và Xã hội", "Văn hóa, Thể thao và Du lịch", "Thông tin và Truyền thông",
    "Lao động, Thương binh và Xã hội", "Lao động và TBXH", "Lao động TB và XH", "Khoa học và Công nghệ",
    "Khoa học Công nghệ", "Giáo dục và Đào tạo", "Công Thương", "Y tế", "Tư pháp", "Nội vụ", "Quản lý đô thị",
    "Dân tộc", "Tài chính", "Du lịch",
)  # fmt: skip
"""Fields of offices behind «Phòng» or «Sở»; «và», «-», «&» and «,» between the words count as the same."""

_COMMITTEE = r"(?:ubnd|[uủ][yỷ] ban nhân dân)"
_COMMUNE = r"(?:xã|phường|thị trấn|đặc khu)"
UNIT_KINDS: tuple[tuple[str, UnitKind], ...] = (
    (r"ban (?:chỉ đạo|điều hành|quản lý)|thành viên ban|tổ (?:công tác|giúp việc|hỗ trợ)", UnitKind.STEERING_BODY),
    (rf"(?:các )?(?:{_COMMUNE}|địa phương)", UnitKind.COMMUNE),
    (rf"{_COMMITTEE} (?:cấp xã|các {_COMMUNE}|{_COMMUNE})", UnitKind.COMMUNE),
    (rf"{_COMMITTEE} tỉnh|sở|chi cục|văn phòng điều phối .*tỉnh", UnitKind.HIGHER_BODY),
    (_COMMITTEE, UnitKind.PEOPLES_COMMITTEE),
    (r"(?:(?:thường trực|thường vụ|tt|tv)\s?)?(?:\w+ ủy|hu|tu|tư|hđnd|hội đồng nhân dân)\b", UnitKind.PARTY_BODY),
    (r"(?:[uủ][yỷ] ban |ub ?)?(?:mặt trận|mttq)|hội|(?:các )?đoàn|\w+ ?đoàn\b|liên đoàn", UnitKind.FRONT_AND_UNIONS),
    (r"(?:các )?tổ chức,? (?:chính trị|đoàn thể)", UnitKind.FRONT_AND_UNIONS),
    (r"ngân hàng|(?:các )?chi nhánh|quỹ tín dụng|kho bạc", UnitKind.BANK),
    (r"trung tâm|tt |báo|đài|trạm|bưu điện", UnitKind.CENTRE),
    (r"", UnitKind.OFFICE),
)
"""What sort of body a name begins with (case aside); the first that fits."""

CENTRAL_CITIES = ("HÀ NỘI", "HẢI PHÒNG", "HUẾ", "ĐÀ NẴNG", "CẦN THƠ", "HỒ CHÍ MINH")
"""Cities that stand beside the provinces; every other «thành phố» is a city of a province."""

ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "ptnt": "phat trien nong thon", "nn": "nong nghiep",
    "mttq": "mat tran to quoc", "ub": "uy ban", "tbxh": "thuong binh xa hoi", "tb": "thuong binh", "xh": "xa hoi",
    "ntm": "nong thon moi", "xdntm": "xay dung nong thon moi", "dpxdntm": "dieu phoi xay dung nong thon moi",
    "dpntm": "dieu phoi nong thon moi", "lhpn": "lien hiep phu nu", "bcd": "ban chi dao",
    "tp": "thanh pho", "vp": "van phong", "cq": "co quan", "dv": "don vi",
}  # fmt: skip
"""Abbreviations in names of bodies (folded), so that two spellings are one unit."""

CADENCES: tuple[tuple[Cadence, str], ...] = (
    (Cadence.MONTH, r"(?:h[àằ]ng|mỗi|định kỳ|báo cáo|,) ?tháng(?! \d)"),
    (Cadence.QUARTER, r"(?:h[àằ]ng |mỗi |định kỳ |báo cáo |cuối |, ?|và )quý"),
    (Cadence.HALF_YEAR, r"(?:0?6|sáu) tháng|nửa năm"),
    (Cadence.NINE_MONTHS, r"(?:\b0?9|chín) tháng(?! \d)"),
    (Cadence.YEAR, r"(?:h[àằ]ng |mỗi |báo cáo |cả |cuối |tổng kết |, ?|và |01 |1 )năm(?! \d)"),
    (Cadence.AD_HOC, r"đột xuất|khi (?:có )?yêu cầu|(?:nếu|khi)(?: có| gặp)? (?:phát sinh|khó khăn|vướng mắc)"),
)
"""How often a report is owed, by its words within the sentence that asks for it."""

STEPS: tuple[tuple[Step, str], ...] = (
    (Step.OUTREACH, r"tuyên truyền|truyền thông|quán triệt|nâng cao nhận thức|phổ biến"),
    (Step.IDEAS, r"ý tưởng"),
    (Step.BUSINESS_PLANS, r"(?:phương án|kế hoạch) (?:sản xuất,? )?kinh doanh"),
    (
        Step.IMPLEMENTATION,
        r"đào tạo|tập huấn|hoàn thiện (?:các )?sản phẩm|bao bì|nhãn mác|nhãn hiệu|mã vạch|sở hữu trí tuệ"
        r"|vùng nguyên liệu|khuyến (?:công|nông)|chuyển giao|an toàn thực phẩm|liên kết|tiêu chuẩn",
    ),
    (
        Step.EVALUATION,
        r"(?:đánh giá|chấm điểm)(?:,| và)? (?:phân hạng|xếp hạng|công nhận)|phân hạng|xếp hạng|hội đồng đánh giá",
    ),
    (
        Step.PROMOTION,
        r"xúc tiến thương mại|hội chợ|quảng bá|điểm (?:giới thiệu|bán)|tiêu thụ sản phẩm|thương mại điện tử"
        r"|thu hồi giấy chứng nhận|siêu thị",
    ),
)
"""Phrases that suggest a step of the cycle; a proposal, the phrase is shown beside it."""

WHOLE_CYCLE = r"chu trình OCOP"

OCOP = r"OCOP|mỗi xã,? (?:phường,? )?một sản phẩm"
NTM = r"nông thôn mới|\bNTM\b"

MEASURES = (
    "sản phẩm", "chuỗi", "làng nghề", "chủ thể", "hợp tác xã", "lớp", "điểm", "mô hình", "hội chợ", "sao", "xã",
    "triệu đồng/người/năm", "triệu đồng",
)  # fmt: skip
"""What a target counts, when the word follows its number."""
