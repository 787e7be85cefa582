// The Vietnamese texts of the widgets and of the camera that reads codes. English: fields.en.ts, same keys.
export const fieldsVi = {
  scan: {
    title: "Quét mã", hint: "Đưa mã vào giữa khung, giữ yên một chút.", typed: "Hoặc gõ mã bằng tay", use: "Dùng mã này",
    denied: "Chưa mở được máy ảnh. Bật quyền Máy ảnh, hoặc gõ mã ở dưới.", deniedOnly: "Chưa mở được máy ảnh. Bật quyền Máy ảnh trong phần Cài đặt, hoặc trở lại và gõ bằng tay.",
    absent: "Máy này không có máy ảnh dùng được. Gõ bằng tay.", failed: "Phần đọc mã chưa chạy được. Gõ bằng tay, hoặc trở lại rồi thử lần nữa.",
    start: "Quét mã", again: "Quét lại",
  },
};
export type FieldTexts = typeof fieldsVi;
