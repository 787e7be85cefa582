// A form with every kind of question and every appearance, and how a person answers each: a group, its type, name and label,
// then what a person does (a way of ways.mjs, with what), the text that is stored, and what the office page shows of it.
import { workbook } from './workbook.mjs'

/** Groups of the gallery: label and appearance. */
export const groups = {
  chu: ['Chữ', ''], so: ['Số', ''], tien: ['Tiền và đất', ''], ngay: ['Ngày giờ', ''], chon: ['Chọn một', ''], nhieu: ['Chọn nhiều', ''],
  xep: ['Xếp hạng, khoảng', ''], anh: ['Ảnh, chữ ký', ''], tiengnoi: ['Tiếng, phim, tệp', ''], vitri: ['Vị trí', ''], ma: ['Mã vạch', ''],
  trang: ['Nhiều câu một trang', 'field-list'], bang: ['Bảng mức độ', 'field-list'],
}

const media = type => new RegExp(`^[0-9a-f]{64}/[1-9]\\d*/${type}$`)
const one = (group, type, name, label, how, want, extra = {}) => ({ group, type, name, label, appearance: '', parameters: '', how, want, ...extra })
const look = (appearance, more = {}) => ({ appearance, ...more })

/** Every question of the gallery in order. scanned is the text that the pretended camera sees. */
export const questions = scanned => [
  one('chu', 'text', 'chu_thuong', 'Tên thường gọi', ['type', 'Bà Tư Đậu'], 'Bà Tư Đậu'),
  one('chu', 'text', 'chu_dai', 'Kể lại hoàn cảnh', ['type', 'Dòng một\nDòng hai'], 'Dòng một\nDòng hai', look('multiline', { office: 'Dòng hai' })),
  one('chu', 'text', 'chu_hang', 'Ghi chú sáu dòng', ['type', 'a'], 'a', { parameters: 'rows=6' }),
  one('chu', 'text', 'chu_so', 'Số sổ hộ nghèo', ['type', '00714'], '00714', look('numbers')),
  one('chu', 'text', 'dien_thoai_mau', 'Số điện thoại', ['type', '0912345678'], '0912345678', { constraint: String.raw`regex(., '^0\d{9}$')`, keys: 'tel' }),
  one('chu', 'text', 'chu_url', 'Trang mạng', ['type', 'https://sothon.vn/a?b=1'], 'https://sothon.vn/a?b=1', look('url', { keys: 'url' })),
  one('chu', 'text', 'chu_che', 'Mật khẩu Zalo của hộ kinh doanh', ['masked', 'bí mật 1'], 'bí mật 1', look('masked')),
  one('chu', 'text', 'chu_ngoai', 'Mở ứng dụng khác', ['type', 'gõ thay'], 'gõ thay', look("ex:org.sothon.can(may='1 2')")),
  one('chu', 'note', 'ghi_chu', 'Đọc cho hộ nghe: Hộ có quyền không trả lời.', ['seen'], ''),
  one('chu', 'note', 'ghi_tinh', 'Chào ${chu_thuong}, đây là lời nhắc', ['note', 'Chào Bà Tư Đậu'], ''),
  one('chu', 'acknowledge', 'da_doc', 'Đã đọc lời nhắc cho hộ', ['choose', 'OK'], 'OK'),

  one('so', 'integer', 'so_nguyen', 'Số người ở nhà', ['keys', '1 2'], '12'),
  one('so', 'integer', 'so_am', 'Nhiệt độ sáng nay', ['keys', '7 sign'], '-7', { constraint: '. >= -20 and . <= 50' }),
  one('so', 'integer', 'so_dem', 'Số con gà', ['counter', 3], '3', look('counter')),
  one('so', 'integer', 'so_lon', 'Số cây trong vườn', ['keys', '1 2 5 0 0'], '12500', look('thousands-sep', { shown: '12.500', office: '12.500' })),
  one('so', 'decimal', 'so_le', 'Cân nặng (kg)', ['keys', '8 4 , 5'], '84.5', { shown: '84,5' }),
  one('so', 'decimal', 'so_go', 'Chiều cao (m)', ['type', '1,62'], '1.62'),
  one('so', 'decimal', 'so_huong', 'Hướng nhà', ['keys', '1 3 5'], '135', look('bearing', { says: 'Đông Nam' })),
  one('so', 'percentage', 'so_phantram', 'Phần trăm hoàn thành', ['keys', '6 0'], '60'),

  one('tien', 'integer', 'tien_phim', 'Thu nhập năm (đồng)', ['keys', '1 5 0 0 000'], '1500000', look('thousands-sep', { shown: '1.500.000', says: 'Một triệu năm trăm nghìn đồng', office: '1.500.000' })),
  one('tien', 'integer', 'tien_trieu', 'Tiền bán lợn (đồng)', ['keys', '5 4 000000'], '54000000', { says: 'Năm mươi tư triệu đồng' }),
  one('tien', 'integer', 'tien_tat', 'Tiền công (đồng)', ['written', '1tr5'], '1500000', look('thousands-sep', { shown: '1.500.000' })),
  one('tien', 'integer', 'tien_nghin', 'Tiền học thêm (đồng)', ['written', '500 nghìn'], '500000', look('thousands-sep')),
  one('tien', 'integer', 'tien_tuchoi', 'Tiền vay ngoài (đồng)', ['keys', 'refuse'], '-1', { constraint: '. >= -1 and . <= 5000000000', shown: 'Không trả lời' }),
  one('tien', 'decimal', 'dat_m2', 'Đất lúa', ['boxes', { sao: '2', thuoc: '5' }], '840', look('st-land', { says: '2 sào 5 thước = 840 m²' })),
  one('tien', 'decimal', 'dat_met', 'Đất vườn', ['boxKeys', { m2: '540' }], '540', look('st-land', { says: '1 sào 7,5 thước = 540 m²' })),
  one('tien', 'decimal', 'dat_sao', 'Ao cá', ['boxes', { m2: '540' }], '1.5', look('st-land-sao', { says: '1 sào 7,5 thước' })),

  one('ngay', 'date', 'ngay_sinh', 'Ngày sinh', ['boxKeys', { day: '12', month: '05', year: '1964' }], '1964-05-12', { says: 'Giáp Thìn', office: '12/05/1964' }),
  one('ngay', 'date', 'ngay_hep', 'Ngày sửa nhà', ['boxes', { day: '1', month: '2', year: '2020' }], '2020-02-01', look('no-calendar')),
  one('ngay', 'date', 'ngay_thang', 'Tháng bắt đầu vay', ['boxKeys', { month: '07', year: '2023' }], '2023-07-01', look('month-year', { says: 'tháng 7 năm 2023', office: '07/2023' })),
  one('ngay', 'date', 'ngay_nam', 'Năm xây nhà', ['boxKeys', { year: '1999' }], '1999-01-01', look('year', { says: 'Kỷ Mão' })),
  one('ngay', 'date', 'ngay_lich', 'Ngày theo lịch khác', ['boxes', { day: '03', month: '04', year: '2021' }], '2021-04-03', look('ethiopian')),
  one('ngay', 'time', 'gio', 'Giờ hẹn', ['boxKeys', { hour: '08', minute: '30' }], /^08:30:00\.000(Z|[+-]\d\d:\d\d)$/, { says: '8 giờ 30', office: '08:30' }),
  one('ngay', 'dateTime', 'ngay_gio', 'Hẹn gặp lại', ['boxes', { day: '23', month: '11', year: '2026', hour: '18', minute: '05' }], /^2026-11-23T18:05:00\.000(Z|[+-]\d\d:\d\d)$/, { says: '18 giờ 05', office: '18:05, 23/11/2026' }),

  one('chon', 'select_one nuoc', 'chon_thuong', 'Nguồn nước ăn', ['choose', 'gieng'], 'gieng', { office: 'Giếng khoan' }),
  one('chon', 'select_one nuoc', 'chon_phim', 'Nguồn nước tắm giặt', ['digit', '3'], 'mua', { office: 'Nước mưa' }),
  one('chon', 'select_one xa', 'chon_dai', 'Xã của quê gốc', ['search', ['tien tien', 'x07']], 'x07', { office: 'Xã Tiên Tiến' }),
  one('chon', 'select_one nuoc', 'chon_tim', 'Nguồn nước tưới', ['search', ['may', 'may']], 'may', look('autocomplete')),
  one('chon', 'select_one nuoc', 'chon_gon', 'Nguồn nước dự phòng', ['choose', 'ao'], 'ao', look('minimal')),
  one('chon', 'select_one mau', 'chon_cot', 'Màu mái nhà', ['choose', 'do'], 'do', look('columns')),
  one('chon', 'select_one mau', 'chon_cot3', 'Màu tường', ['choose', 'trang'], 'trang', look('columns-3')),
  one('chon', 'select_one mau', 'chon_sat', 'Màu cổng', ['choose', 'xanh'], 'xanh', look('columns-pack no-buttons')),
  one('chon', 'select_one mau', 'chon_compact', 'Màu cửa', ['choose', 'vang'], 'vang', look('compact-2')),
  one('chon', 'select_one mucdo', 'chon_likert', 'Bác có hài lòng không?', ['choose', '4'], '4', look('likert')),
  one('chon', 'select_one nuoc', 'chon_nhanh', 'Nước uống hôm nay', ['quick', 'may'], 'may', look('quick')),
  one('chon', 'select_one hinh', 'chon_hinh', 'Loại nhà', ['choose', 'cap4'], 'cap4', look('no-buttons')),
  one('chon', 'select_one nuoc', 'chon_anhbando', 'Chỗ trên bản đồ', ['choose', 'may'], 'may', look('image-map')),
  one('chon', 'select_one nuoc or_other', 'chon_khac', 'Nước khác', ['choose', 'ao'], 'ao'),

  one('nhieu', 'select_multiple nuoc', 'nhieu_thuong', 'Các nguồn nước', ['choose', 'may gieng'], 'may gieng', { office: 'Nước máy' }),
  one('nhieu', 'select_multiple nuoc', 'nhieu_gon', 'Nguồn nước cả năm', ['choose', 'gieng mua'], 'gieng mua', look('minimal')),
  one('nhieu', 'select_multiple mau', 'nhieu_cot', 'Màu có trong nhà', ['choose', 'do xanh vang'], 'do xanh vang', look('columns-2')),
  one('nhieu', 'select_multiple xa', 'nhieu_dai', 'Các xã đã ở', ['search', ['hai', 'x02 x03']], 'x02 x03', look('autocomplete')),

  one('xep', 'rank nhucau', 'xep_nhucau', 'Xếp nhu cầu theo thứ tự', ['rank', [['viec', 'up'], ['viec', 'up']]], 'viec von nha hoc', { office: 'Việc làm' }),
  one('xep', 'rank nhucau', 'xep_giu', 'Xếp lần nữa', ['keepOrder'], 'von nha viec hoc'),
  one('xep', 'range', 'khoang_keo', 'Cho điểm đường làng', ['slide', 4], '4', { parameters: 'start=0 end=10 step=1' }),
  one('xep', 'range', 'khoang_le', 'Giờ có nước mỗi ngày', ['slide', 3], '1.5', { parameters: 'start=0 end=6 step=0.5', says: '1,5' }),
  one('xep', 'range', 'khoang_doc', 'Mực nước', ['slide', 2], '2', look('vertical', { parameters: 'start=0 end=5 step=1' })),
  one('xep', 'range', 'khoang_sao', 'Chấm sao cán bộ', ['choose', '4'], '4', look('rating', { parameters: 'start=1 end=5 step=1' })),
  one('xep', 'range', 'khoang_chon', 'Số bữa thịt mỗi tuần', ['folded', '3'], '3', look('picker', { parameters: 'start=0 end=14 step=1' })),

  one('anh', 'image', 'anh_nha', 'Ảnh mặt ngoài ngôi nhà', ['photo'], media('image/jpeg')),
  one('anh', 'image', 'anh_nho', 'Ảnh nhỏ', ['photo'], media('image/jpeg'), { parameters: 'max-pixels=640', side: 640 }),
  one('anh', 'image', 'anh_ve', 'Đánh dấu chỗ dột', ['marked'], media('image/jpeg'), look('annotate')),
  one('anh', 'image', 'anh_khong', 'Ảnh chuồng trại', ['cannot', 'Hộ không muốn'], '', { office: 'Hộ không muốn' }),
  one('anh', 'image', 'anh_ky', 'Chữ ký chủ hộ', ['sign'], media('image/png'), look('signature')),
  one('anh', 'image', 'anh_hinh', 'Vẽ sơ đồ thửa đất', ['sign'], media('image/png'), look('draw')),

  one('tiengnoi', 'audio', 'ghi_am', 'Nguyện vọng của hộ', ['record'], media('audio/webm'), { parameters: 'quality=voice-only' }),
  one('tiengnoi', 'audio', 'ghi_tep', 'Bài hát', ['file', { name: 'a.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3 khong phai nhac') }], media('audio/mpeg'), { parameters: 'quality=external' }),
  one('tiengnoi', 'video', 'quay_phim', 'Đoạn phim ngắn', ['record'], media('video/webm')),
  one('tiengnoi', 'file', 'tep', 'Giấy xác nhận', ['threeParts'], media('application/pdf')),
  one('tiengnoi', 'file', 'tep_anh', 'Ảnh giấy tờ', ['filePhoto'], media('image/jpeg')),
  one('tiengnoi', 'file', 'tep_lon', 'Tệp quá lớn', ['tooBig'], ''),

  one('vitri', 'geopoint', 'diem', 'Vị trí nhà', ['locate', [20.84, 106.35, 8]], '20.84 106.35 0 8', { office: '20.84' }),
  one('vitri', 'geopoint', 'diem_kem', 'Vị trí ruộng', ['locateWeak', [20.85, 106.36, 120]], '20.85 106.36 0 120', { parameters: 'capture-accuracy=5 warning-accuracy=50', says: '120 m' }),
  one('vitri', 'geopoint', 'diem_go', 'Vị trí giếng', ['typedPoint', ['20,8412', '106.3512']], '20.8412 106.3512 0 0', look('placement-map')),
  one('vitri', 'geotrace', 'tuyen', 'Đường vào nhà', ['walk', [[20.84, 106.35], [20.841, 106.35]]], '20.84 106.35 0 8;20.841 106.35 0 8', { says: 'dài 111 m' }),
  one('vitri', 'geoshape', 'thua', 'Thửa ruộng', ['walk', [[20.84, 106.35], [20.841, 106.35], [20.841, 106.351]]], '20.84 106.35 0 8;20.841 106.35 0 8;20.841 106.351 0 8;20.84 106.35 0 8', { says: 'sào' }),

  one('ma', 'barcode', 'ma_quet', 'Quét mã trên thẻ', ['scan'], scanned),
  one('ma', 'barcode', 'ma_go', 'Mã gõ bằng tay', ['type', '8934588012345'], '8934588012345'),
  one('ma', 'barcode', 'ma_tuchoi', 'Mã khi không mở được máy ảnh', ['scanRefused', 'ABC-12'], 'ABC-12'),

  one('trang', 'text', 'tr_ten', 'Tên con vật', ['type', 'Trâu'], 'Trâu'),
  one('trang', 'integer', 'tr_so', 'Số con', ['type', '2'], '2'),
  one('trang', 'integer', 'tr_gia', 'Giá mỗi con (đồng)', ['plainMoney', ['30', 'triệu']], '30000000', { says: 'Ba mươi triệu đồng' }),
  one('trang', 'date', 'tr_ngay', 'Ngày mua', ['boxes', { day: '05', month: '06', year: '2025' }], '2025-06-05'),
  one('trang', 'select_one mau', 'tr_mau', 'Màu lông', ['choose', 'vang'], 'vang', look('columns')),
  one('trang', 'decimal', 'tr_dat', 'Đất cỏ', ['boxes', { sao: '1', thuoc: '0' }], '360', look('st-land')),
  one('trang', 'select_one nuoc', 'tr_gon', 'Nước cho con vật', ['folded', 'ao'], 'ao', look('minimal')),
  one('trang', 'select_multiple nuoc', 'tr_gontim', 'Nước dự phòng cho con vật', ['foldedSearch', ['song', 'ao']], 'ao', look('minimal search')),
  one('trang', 'note', 'tr_note', 'Xong phần con vật.', ['seen'], ''),

  one('bang', 'select_one mucdo', 'b_nhan', 'Mức hài lòng về', ['seen'], '', look('label')),
  one('bang', 'select_one mucdo', 'b_duong', 'Đường sá', ['choose', '2'], '2', look('list-nolabel')),
  one('bang', 'select_one mucdo', 'b_dien', 'Điện', ['choose', '5'], '5', look('list-nolabel')),
  one('bang', 'select_one mucdo', 'b_nuoc', 'Nước', ['choose', '3'], '3', look('list')),
]

const lists = {
  nuoc: [['may', 'Nước máy'], ['gieng', 'Giếng khoan'], ['mua', 'Nước mưa'], ['ao', 'Ao, hồ, sông, suối']],
  mau: [['do', 'Đỏ'], ['xanh', 'Xanh lá cây'], ['trang', 'Trắng'], ['vang', 'Vàng'], ['nau', 'Nâu đất nung đã bạc màu']],
  mucdo: [['1', 'Rất không hài lòng'], ['2', 'Không hài lòng'], ['3', 'Bình thường'], ['4', 'Hài lòng'], ['5', 'Rất hài lòng']],
  nhucau: [['von', 'Vốn làm ăn'], ['nha', 'Sửa nhà'], ['viec', 'Việc làm'], ['hoc', 'Học nghề']],
  hinh: [['cap4', 'Nhà cấp bốn', 'nha-cap4.png'], ['tang', 'Nhà tầng', 'nha-tang.png']],
  xa: ['Hải Bắc', 'Hải Đông', 'Hải Tây', 'Quyết Thắng', 'Thanh Xuân', 'Liên Mạc', 'Tiên Tiến', 'Cẩm Chế', 'Việt Hồng', 'Hồng Lạc', 'Tân An', 'Thanh Hải', 'Thanh Khê', 'Thanh Sơn', 'Vĩnh Lập'].map((n, i) => [`x${String(i + 1).padStart(2, '0')}`, `Xã ${n}`]),
}

/** The gallery as a workbook under the form id of the demo's round, so that its tablets receive it. */
export function gallery(scanned) {
  const more = ['appearance', 'parameters', 'constraint']
  const survey = [['type', 'name', 'label', ...more]]
  for (const [name, [label, appearance]] of Object.entries(groups)) {
    survey.push(['begin_group', name, label, appearance])
    for (const q of questions(scanned).filter(x => x.group === name)) survey.push([q.type, q.name, q.label, ...more.map(h => q[h] ?? '')])
    survey.push(['end_group'])
  }
  const choices = [['list_name', 'name', 'label', 'image']]
  for (const [list, items] of Object.entries(lists)) for (const [name, label, image] of items) choices.push([list, name, label, image ?? ''])
  return workbook({ survey, choices, settings: [['form_title', 'form_id', 'version', 'instance_name'], ['Bộ câu mẫu', 'ho_gia_dinh', 'mau-1', '${chu_thuong}']] })
}
