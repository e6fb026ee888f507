"""A plan that nobody issued («mẫu»), set as offices set theirs and as none of the five: for whoever starts anew.

A province after the reform of 2025: headings that are only bold, letters, plus signs and nothing before the duties,
one number for two sections, a sentence that runs over a page, the head and the foot in tables without lines.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_BREAK

LEFT = ("ỦY BAN NHÂN DÂN", "TỈNH MẪU", "Số: 45/KH-UBND")
RIGHT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Mẫu, ngày 12 tháng 01 năm 2026",
)
RECIPIENTS = (
    "Nơi nhận:",
    "- Bộ Nông nghiệp và Môi trường (b/c);",
    "- Các sở, ban, ngành tỉnh;",
    "- UBND các xã, phường (t/h);",
    "- Lưu: VT, NN.",
)
SIGNED = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Nguyễn Văn Mẫu")
BREAK = "\f"

SAYS_THAT_IT_IS_A_SAMPLE = "VĂN BẢN MẪU ĐỂ THỬ PHẦN MỀM, KHÔNG PHẢI VĂN BẢN THẬT"

HEAD = """
**KẾ HOẠCH**
**Triển khai Chương trình mỗi xã một sản phẩm (OCOP) tỉnh Mẫu năm 2026**
Căn cứ Quyết định số 919/QĐ-TTg ngày 01/8/2022 của Thủ tướng Chính phủ phê duyệt Chương trình mỗi xã một sản phẩm;
Theo đề nghị của Sở Nông nghiệp và Môi trường tại Tờ trình số 07/TTr-SNNMT ngày 05/01/2026.
Ủy ban nhân dân tỉnh ban hành Kế hoạch triển khai Chương trình OCOP năm 2026 như sau:
"""

BODY = """
**Mục đích, yêu cầu**
a) Khai thác tiềm năng, lợi thế của từng xã, phường; nâng giá trị sản phẩm đặc trưng của địa phương.
b) Việc triển khai phải gắn với vùng nguyên liệu, không chạy theo số lượng.
**Mục tiêu**
Đến hết năm 2025, toàn tỉnh đã có 118 sản phẩm OCOP được công nhận.
Năm 2026 phấn đấu:
+ Có ít nhất 24 sản phẩm mới được công nhận đạt từ 3 sao trở lên;
+ Trên 85% sản phẩm OCOP có mã truy xuất nguồn gốc;
+ 100% cán bộ phụ trách OCOP cấp xã được tập huấn.
**III. Nội dung trọng tâm**
**1. Thông tin, tuyên truyền**
Tuyên truyền về Chương trình trên báo, đài và nền tảng số, gắn với chuyện kể về sản phẩm.
**2. Xúc tiến thương mại**
Tham gia Hội chợ OCOP khu vực, dự kiến tổ chức trong quý IV năm 2026 tại tỉnh Mẫu.
**III. Tổ chức thực hiện**
**1. Sở Nông nghiệp và Môi trường**
a) Là cơ quan thường trực, chủ trì, phối hợp với các sở, ban, ngành, UBND các xã, phường hướng dẫn chu trình OCOP.
b) Tham mưu Ủy ban nhân dân tỉnh tổ chức đánh giá, phân hạng sản phẩm; hướng dẫn chủ thể
\fhoàn thiện hồ sơ, bao bì, nhãn mác và mã truy xuất nguồn gốc trước khi trình Hội đồng.
c) Định kỳ 6 tháng, năm tổng hợp, báo cáo Ủy ban nhân dân tỉnh.
**2. Sở Công Thương**
Chủ trì, phối hợp với Sở Nông nghiệp và Môi trường tổ chức hội chợ, đưa sản phẩm OCOP lên sàn thương mại điện tử.
Hướng dẫn các cơ sở đăng ký nhãn hiệu, mã số mã vạch.
**3. Các sở, ngành liên quan**
+ Sở Tài chính: Bố trí kinh phí thực hiện Kế hoạch theo phân cấp ngân sách.
+ Sở Y tế: Phối hợp với Sở Nông nghiệp và Môi trường kiểm tra an toàn thực phẩm tại các cơ sở sản xuất sản phẩm OCOP.
+ Báo và Phát thanh, Truyền hình tỉnh: Tuyên truyền về Chương trình OCOP, giới thiệu sản phẩm đạt sao.
**Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội tỉnh**
Vận động hội viên, đoàn viên đề xuất ý tưởng sản phẩm và tiêu dùng sản phẩm OCOP.
**Ủy ban nhân dân các xã, phường**
Rà soát sản phẩm tiềm năng, tiếp nhận phiếu đăng ký ý tưởng sản phẩm của chủ thể.
Phân công công chức theo dõi Chương trình, bảo đảm không tăng biên chế.
Định kỳ hằng quý báo cáo kết quả về Sở Nông nghiệp và Môi trường chậm nhất ngày 20 tháng cuối quý.
Trên đây là Kế hoạch triển khai Chương trình OCOP tỉnh Mẫu năm 2026./.
"""


def write_sixth_document(path: Path) -> Path:
    """The document as an office's word processor saves it."""
    page = Document()
    page.add_paragraph(SAYS_THAT_IT_IS_A_SAMPLE)
    _side_by_side(page, LEFT, RIGHT)
    for line in (HEAD + BODY).strip().split("\n"):
        is_bold = line.startswith("**")
        run = page.add_paragraph().add_run()
        run.bold = is_bold
        if line.startswith(BREAK):
            run.add_break(WD_BREAK.PAGE)
        run.add_text(line.strip(f"*{BREAK}"))
    _side_by_side(page, RECIPIENTS, SIGNED)
    page.save(str(path))
    return path


def _side_by_side(page: Page, left: tuple[str, ...], right: tuple[str, ...]) -> None:
    cells = page.add_table(rows=1, cols=2).rows[0].cells
    for cell, lines in zip(cells, (left, right), strict=True):
        cell.paragraphs[0].text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)
