// What the household says where last year gives no answer. By the names of the questions.
export const household = { name: 'Lương Công Thắng', members: 4 }

/** Answers of a full visit, used for questions that have no "Như cũ". */
export const visit = {
  lydo_tham: '2', ketqua_tham: '1', da_thongbao: '1', dongy_guong: '1', dongy_chiase: '1', khong_knld: '0', biendong: '0',
  xacnhan_nk: '1', m_quanhe: '06', m_danghoc: '2', m_hocdung: '1', m_bangcap: '3', m_dn_daotao: '0', m_bhyt: '1', m_knld: '1',
  m_kt: '0', m_benhnang: '0', m_btxh: '0', m_ncc: '0', m_luonghuu: '0', m_vieclam: '4', m_pnn_thang: '6', m_sdd: '0', m_internet: '1',
  m_cutru: '1', tincay: '1', ho_xacnhan: '1', v_md_thucte: '1', v_dung: '1', v_no: '1', v_con_taisan: '1', v_hieuqua: '2',
}

/** A member that one of the collectors adds. */
export const member = (name, born, relation) => ({
  m_ten: name, m_quanhe: relation, m_gioitinh: '1', m_ngaysinh: born, m_dantoc: '01', m_cutru: '1', m_danghoc: '2', m_hocdung: '1',
  m_bhyt: '1', m_kt: '0', m_benhnang: '0', m_btxh: '0', m_ncc: '0', m_sdd: '0', m_internet: '1',
})
